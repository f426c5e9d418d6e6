"""Frames drawn ahead are the frames that would be drawn, and only where somebody may ask for them next."""

import asyncio

from dnnlib.screen.ahead import KEPT, Ahead, neighbours
from dnnlib.screen.explore import explore

SIZES = {"a": 5, "b": 3}


def at(a, b):
    return {"a": a, "b": b}


def test_the_same_step_again_then_one_on_then_one_back():
    assert neighbours(at(0, 0), at(1, 0), SIZES) == [at(2, 0)]
    assert neighbours(at(0, 0), at(2, 0), SIZES) == [at(4, 0), at(3, 0), at(1, 0)]
    assert neighbours(at(3, 1), at(2, 1), SIZES) == [at(1, 1)]
    assert neighbours(at(0, 0), at(1, 1), SIZES) == []
    assert neighbours(at(1, 2), at(1, 1), SIZES) == [at(1, 0)]


def test_an_idle_kernel_draws_the_neighbours_and_sends_them():
    drawn, sent = [], {}
    draw = lambda state: drawn.append(state) or {"svg": str(state)}
    ahead = Ahead(draw, lambda key, frame: sent.update({key: frame}), SIZES)

    async def kernel():
        ahead.frame(at(1, 0))
        ahead.look(at(0, 0), at(1, 0))
        assert not sent  # whoever waits in the queue goes first
        await asyncio.sleep(0.05)

    asyncio.run(kernel())
    assert sent == {"2,0": {"svg": str(at(2, 0))}}
    assert ahead.frame(at(2, 0)) == sent["2,0"] and len(drawn) == 2


def test_a_new_move_ends_the_old_plan_and_a_slow_figure_has_none():
    sent = {}
    ahead = Ahead(dict, lambda key, frame: sent.update({key: frame}), SIZES)

    async def kernel(took):
        ahead._took = took
        ahead.look(at(0, 0), at(1, 0))
        ahead.look(at(1, 0), at(1, 1))
        await asyncio.sleep(0.05)

    asyncio.run(kernel(took=1.0))
    assert not sent
    asyncio.run(kernel(took=0.0))
    assert list(sent) == ["1,2"]


def test_few_frames_are_kept():
    ahead = Ahead(dict, None, {"a": 1000})
    for index in range(200):
        ahead.frame({"a": index})
    assert len(ahead._kept) == KEPT


def test_the_frame_says_which_state_it_is_of_even_where_two_look_alike():
    from matplotlib.figure import Figure

    explorer = explore(lambda height=1: Figure(), height=[1, 2])
    explorer.values = {"height": 2}
    assert explorer.drawn == explorer.state == {"height": 1}
