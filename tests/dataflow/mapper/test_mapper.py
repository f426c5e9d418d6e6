"""The mapper prices as `count` does, finds what trying everything finds, and the same whoever looks."""

import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnnlib.costs import NORMALIZED
from dnnlib.dataflow.accesses import count
from dnnlib.dataflow.energy import energy
from dnnlib.dataflow.hardware import EYERISS, ISCA16, TIMELOOP_EYERISS, Hardware, Store
from dnnlib.dataflow.loopnest import DIMS, Level, Loop, Mapping
from dnnlib.dataflow.mapper.pricing import pricing
from dnnlib.dataflow.mapper.search import ANY, search
from dnnlib.dataflow.mapper.space import Rules
from dnnlib.dataflow.mapper.ways import divisors
from dnnlib.dataflow.taxonomy import DATAFLOWS, Dataflow, dataflow
from dnnlib.dataflow.tiles import bounds, check, steps
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape

ALEXNET = {layer.name: layer.shape for layer in MODELS["AlexNet"].layers}
TINY = Hardware("tiny", 2, 3, (Store("DRAM"), Store("GLB", 60), Store("RF", 9)))
SPLIT = Hardware(
    "split",
    3,
    2,
    (Store("DRAM"), Store("GLB", 40), Store("RF", {"I": 3, "F": 4, "O": 2})),
)
POOR = Hardware("poor", 1, 1, (Store("DRAM"), Store("GLB", 6), Store("RF", 4)))
SMALL = (
    ConvShape(M=4, C=2, P=4, R=3),
    ConvShape(N=2, M=2, C=2, P=2, Q=2, R=2, S=1, U=2),
    ConvShape(M=4, C=4, P=2, R=2, G=2),
    ConvShape(N=2, M=6, C=4),
    ConvShape(P=4, Q=4, R=3, S=3),
    ConvShape(M=3, P=8, R=2),
)


def spent(shape, mapping, hardware):
    return energy(count(shape, mapping), shape.macs, hardware.costs).total


def everything(shape, hardware, flow, passing):
    """All mappings of a flow that fit, in every order of loops: slow, and knows nothing of how `search` looks."""
    names = [store.name for store in hardware.stores]
    places = {"outside": flow.outside, "buffer": flow.buffer, "rows": flow.along("rows"),
              "cols": flow.cols,
              "inside": flow.inside if flow.register else ""}  # fmt: skip
    fixed = Rules(shape, hardware, flow, passing, False)
    choices = []
    for dim, bound in bounds(shape).items():
        free = [divisors(bound) if dim in dims else [1] for dims in places.values()]
        for k, place in enumerate(places):
            if place in ("rows", "cols", "inside") and dim in fixed.whole(place):
                free[k] = [fixed.whole(place)[dim]]
        choices.append([split for split in product(*free) if np.prod(split) == bound])
    holds = "".join(tensor for tensor in "IFO" if tensor not in passing)
    for splits in product(*choices):
        at = dict(zip(places, zip(*splits)))
        if np.prod(at["rows"]) > hardware.rows or np.prod(at["cols"]) > hardware.cols:
            continue
        loops = {
            place: [Loop(d, b) for d, b in zip(DIMS, part) if b > 1]
            for place, part in at.items()
        }
        array = [
            Loop(one.dim, one.bound, True)
            for place in ("cols", "rows")
            for one in loops[place]
        ]
        inner = (
            [Level(names[2], loops["inside"], flow.register)] if flow.register else []
        )
        for outside, buffer in product(
            permutations(loops["outside"]), permutations(loops["buffer"])
        ):
            mapping = Mapping(
                [
                    Level(names[0], outside),
                    Level(names[1], [*buffer, *array], holds),
                    *inner,
                ]
            )
            try:
                check(mapping, shape, hardware)
            except ValueError:
                break
            yield mapping


SLIM = (  # flows narrow enough to try everything in seconds
    Dataflow("slim", "any tensor may stay", "IFO", None, "CR", "MP", "SMC", "F"),
    Dataflow("kept", "the buffer keeps all", "IFO", None, "CR", "MP", "SMC", ""),
    Dataflow("past", "all pass the buffer by", "IO", None, "C", "P", "QR", "IFO"),
    Dataflow("bare", "no register file", None, None, "CN", "MP", "", ""),
    Dataflow(
        "few",
        "few loops at the buffer",
        "F",
        None,
        "C",
        "M",
        "RS",
        "O",
        (),
        "MQP",
        "NGMCRS",
    ),
    replace(dataflow("row"), inside="SM"),
)


@pytest.mark.parametrize("flow", SLIM, ids=lambda flow: flow.name)
@pytest.mark.parametrize("shape", SMALL, ids=str)
def test_no_mapping_of_the_space_is_better(shape, flow):
    """The law of an exhaustive search, for each objective, against every mapping in every order, one by one."""
    for hardware in (TINY, SPLIT, POOR):
        tried = [
            (spent(shape, m, hardware), m.steps)
            for m in everything(shape, hardware, flow, flow.passing)
        ]
        if not tried:
            with pytest.raises(ValueError, match="no mapping of"):
                search(shape, hardware, flow)
            continue
        best = search(shape, hardware, flow, ragged=False)
        assert best.total == min(tried)[0]
        check(best.mapping, shape, hardware)
        fastest = search(shape, hardware, flow, "cycles", ragged=False)
        assert (fastest.cycles, fastest.total) == min(
            (steps, cost) for cost, steps in tried
        )
        product_ = search(shape, hardware, flow, "edp", ragged=False)
        assert product_.total * product_.cycles == min(
            cost * steps for cost, steps in tried
        )
        assert (
            best.at_least <= best.dram
            and best.evaluated <= best.space
            and best.exhaustive
        )


SHAPES = st.sampled_from([
    *ALEXNET.values(),
    replace(ALEXNET["conv2"], N=4),
    MODELS["MobileNet v1"].layer("dw2").shape,
    MODELS["ResNet-50"].layers[1].shape,
    ConvShape(N=2, M=8, C=6, P=12, Q=10, R=3, S=5, U=4),
    ConvShape(P=16, R=3),
    ConvShape(M=2, Q=12, S=3, U=2),
])  # fmt: skip


def pairs(prices, seed, number=6):
    """Some choices for the array and for DRAM that go together; in some the buffer has no loop of its own."""
    rng = random.Random(seed)
    inner = np.array([rng.randrange(len(prices.inner)) for _ in range(4000)])
    tile = np.array([rng.randrange(len(prices.tile)) for _ in inner])
    fit = np.flatnonzero(prices.fit(inner, tile))
    turning = prices.turning(inner[fit], tile[fit]).values()
    bare = ~np.logical_or.reduce([np.zeros(len(fit), bool), *turning])
    some = [*fit[:number], *fit[bare][:number]]
    return inner[some], tile[some]


@given(
    SHAPES,
    st.sampled_from([*DATAFLOWS.values(), ANY]),
    st.sampled_from(["", "F", "IO"]),
    st.integers(0, 9999),
    st.booleans(),
)
@settings(deadline=None, max_examples=40)
def test_pricing_in_arrays_is_count_and_energy(shape, flow, passing, seed, ragged):
    hardware = EYERISS if seed % 2 else ISCA16["row"]
    prices = pricing(Rules(shape, hardware, flow, passing, ragged and flow is not ANY))
    inner, tile = pairs(prices, seed)
    for outer, order in product(range(len(prices.orders)), repeat=2):
        distinct = np.isfinite(prices.outer[tile, outer])
        some, many = inner[distinct], tile[distinct]
        costs, _ = prices.cost(some, many, outer, order)
        for k in range(len(some)):
            mapping = prices.mapping(some[k], many[k], outer, order)
            check(mapping, shape, hardware)
            assert costs[k] == spent(shape, mapping, hardware)
            floor = prices.floor[some[k]] + prices.outer[many[k], outer]
            assert floor <= costs[k] * (1 + 1e-12)
            assert prices.steps[some[k]] == steps(shape, mapping)


@given(SHAPES, st.sampled_from(["", "F", "O", "IO"]), st.integers(0, 9999))
@settings(deadline=None, max_examples=40)
def test_the_best_order_of_every_choice_is_looked_at(shape, passing, seed):
    """For each pair of choices and order of DRAM's loops: the cheapest order of the buffer's is not pruned."""
    prices = pricing(Rules(shape, EYERISS, ANY, passing))
    inner, tile = pairs(prices, seed)
    distinct = prices.distinct(prices.turning(inner, tile), len(inner))
    floors, anew = {}, {}
    for still, groups in prices.groups.items():
        for group in groups:
            floors[still, group.anew] = prices.floor_of(inner, still, group.anew)
            for t, outer in zip(group.tile.tolist(), group.outer.tolist()):
                anew[still, t, outer] = group.anew
    for outer in range(len(prices.orders)):
        costs = [
            prices.cost(inner, tile, outer, k)[0] for k in range(len(prices.orders))
        ]
        costs = np.stack(costs, 1)
        for k in np.flatnonzero(np.isfinite(costs).all(1)):
            looked_at = []
            for order, (still, _) in enumerate(prices.orders):
                floor = floors[still, anew[still, tile[k], outer]][k]
                floor += prices.outer[tile[k], outer]
                if distinct[k, order] and floor <= costs[k, order] * (1 + 1e-12):
                    looked_at.append(costs[k, order])
            assert min(looked_at) == costs[k].min()


def test_a_window_that_slides_on_from_the_buffers_loops_to_drams_is_priced_as_counted():
    shape = ConvShape(P=16, R=3)
    prices = pricing(Rules(shape, TINY, ANY, ""))
    inner, tile = (
        each.ravel() for each in np.indices((len(prices.inner), len(prices.tile)))
    )
    some = np.flatnonzero(prices.fit(inner, tile))
    inner, tile = inner[some], tile[some]
    # loops over P at both levels
    outside = prices.outside(prices.tile[tile])["P"] > 1
    both = prices.turning(inner, tile)["P"] & outside
    inner, tile = inner[both], tile[both]
    outer = order = [order for _, order in prices.orders].index("GMCRSNQP")
    costs, _ = prices.cost(inner, tile, outer, order)
    mappings = [prices.mapping(i, t, outer, order) for i, t in zip(inner, tile)]
    assert costs.tolist() == [spent(shape, mapping, TINY) for mapping in mappings]
    assert len(costs) > 20


@pytest.mark.parametrize("objective", ["energy", "cycles", "edp"])
def test_the_best_is_the_same_however_many_look(objective):
    shape, settings_ = ALEXNET["conv5"], (EYERISS, "row", objective)
    alone = search(shape, *settings_)
    with ThreadPoolExecutor(3) as threads:
        assert search(shape, *settings_, threads) == alone
    with ProcessPoolExecutor(2) as processes:
        assert search(shape, *settings_, processes) == alone


@pytest.mark.slow
def test_the_best_is_the_same_on_a_cluster():
    distributed = pytest.importorskip("distributed")
    alone = search(ALEXNET["conv3"], ISCA16["row"])
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        with distributed.Client(cluster) as client:
            assert (
                search(ALEXNET["conv3"], ISCA16["row"], executor=client.get_executor())
                == alone
            )


def test_a_limited_search_says_so_and_is_no_better():
    shape = replace(ALEXNET["conv2"], N=4)
    whole, part = (search(shape, EYERISS, "row", limit=limit) for limit in (None, 5))
    assert (
        whole.exhaustive
        and not part.exhaustive
        and "better ones may exist" in str(part)
    )
    assert whole.total <= part.total and part.evaluated < whole.evaluated


def test_more_freedom_is_never_worse():
    """A superset's best: any loops against row stationary, a larger buffer, a second objective's price."""
    for name in ("conv5", "fc8"):
        shape, hardware = ALEXNET[name], ISCA16["row"]
        row = search(shape, hardware, "row")
        assert search(shape, hardware).total <= row.total
        larger = replace(
            hardware, stores=(Store("DRAM"), Store("GLB", 2**17), Store("RF", 256))
        )
        assert (
            search(shape, larger, "row").total
            <= row.total
            <= search(shape, hardware, "row", "edp").total
        )
        assert search(shape, hardware, "row", "cycles").cycles <= row.cycles


# Timeloop 3.0.3's exhaustive optimum, its Eyeriss-256 architecture and row-stationary constraints, energy of a MAC in
# MACs (recorded 2026-11-23, batch 1, one group of a grouped layer). Its own energy model: a MAC 1 pJ, a word of a
# register file about 1 pJ, of DRAM 200 pJ, no network.
TIMELOOP = {"conv1": 6.82931, "conv2": 7.97531, "conv3": 6.80151, "conv4": 6.82599, "conv5": 6.90589,
            "fc6": 206.17524, "fc7": 206.08022, "fc8": 206.41814}  # fmt: skip
AS_TIMELOOP = replace(
    dataflow("row"),
    rows="RCM",
    cols="PM",
    inside="SMC",
    buffer="NMQ",
    outside="GNMCP",
    stacked="",
)


@pytest.mark.parametrize("name", TIMELOOP)
def test_row_stationary_is_no_worse_than_timeloops_optimum(name):
    costs = replace(
        NORMALIZED, levels={level: NORMALIZED[level] for level in ("DRAM", "GLB", "RF")}
    )
    hardware, shape = replace(TIMELOOP_EYERISS, costs=costs), ALEXNET[name]
    as_timeloop, free = (
        search(shape, hardware, AS_TIMELOOP),
        search(shape, hardware, "row"),
    )
    assert free.total <= as_timeloop.total <= TIMELOOP[name] * shape.macs


@pytest.mark.parametrize(
    "options, message",
    [
        ({"dataflow": "rows"}, "no dataflow 'rows'"),
        ({"objective": "speed"}, "no objective 'speed': choose energy, cycles, edp"),
        (
            {
                "hardware": replace(EYERISS, stores=EYERISS.stores[:2]),
                "dataflow": "row",
            },
            "needs DRAM, a buffer",
        ),
        (
            {
                "hardware": replace(
                    EYERISS, stores=(*EYERISS.stores[:2], Store("RF", 2))
                )
            },
            "smallest tiles overflow",
        ),
    ],
)
def test_what_cannot_be_searched_is_named(options, message):
    with pytest.raises(ValueError, match=message):
        search(**{"shape": ALEXNET["conv1"], "hardware": EYERISS} | options)


def test_progress_is_shown_when_asked(capsys):
    assert search(ALEXNET["fc8"], EYERISS, progress=True) == search(
        ALEXNET["fc8"], EYERISS
    )
    assert "task" in capsys.readouterr().err
