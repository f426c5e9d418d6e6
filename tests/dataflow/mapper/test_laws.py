"""Laws of the mapper: a larger layer never takes fewer steps, a price's unit changes no mapping, primes lose no PEs."""

from dataclasses import replace
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_brute import MOST, layers, machines

from dnnlib.dataflow.energy import LEAKAGE
from dnnlib.dataflow.hardware import ISCA16, PHONE, Hardware, Store
from dnnlib.dataflow.latency import latency
from dnnlib.dataflow.mapper.search import search
from dnnlib.dataflow.taxonomy import DATAFLOWS
from dnnlib.dataflow.tiles import check, padded
from dnnlib.models import MODELS
from dnnlib.shapes import ConvShape


@given(
    layers(3 * MOST),
    machines(),
    st.sampled_from([*DATAFLOWS]),
    st.sampled_from("NMCPQ"),
    st.integers(1, 3),
)
@settings(deadline=None, max_examples=120)
def test_a_larger_layer_never_takes_fewer_steps(shape, machine, flow, dim, more):
    """Where every last turn may be short. R and S are divided, and a group's M and C are not the layer's."""
    more *= shape.G if dim in "MC" else 1
    larger = replace(shape, **{dim: getattr(shape, dim) + more})
    try:
        slow = search(larger, machine, flow, "cycles", ragged=True)
    except ValueError:
        return
    assert search(shape, machine, flow, "cycles", ragged=True).cycles <= slow.cycles


@given(
    layers(3 * MOST),
    machines(),
    st.sampled_from([*DATAFLOWS]),
    st.integers(1, 60),
)
@settings(deadline=None, max_examples=60)
def test_costs_in_another_unit_change_no_mapping(shape, machine, flow, power):
    costs, k = machine.costs, 2.0**power
    levels = {name: k * price for name, price in costs.levels.items()}
    writes = {name: k * price for name, price in costs.writes.items()}
    finer = replace(costs, mac=k * costs.mac, levels=levels, writes=writes)
    try:
        plain = search(shape, machine, flow)
    except ValueError:
        return
    leaky = k * machine.leakage
    fine = search(shape, replace(machine, costs=finer, leakage=leaky), flow)
    assert fine.mapping == plain.mapping
    assert fine.total == k * plain.total


@pytest.mark.parametrize("model", ["ViT-B/16", "BERT-base"])
@pytest.mark.parametrize("flow", ["row", "weight"])
def test_transformers_lose_no_pes_to_primes(model, flow):
    """Within a tenth of all PEs at work in each step where speed is asked for, 197 tokens or not."""
    hardware = ISCA16["row"]
    for shape in {layer.shape for layer in MODELS[model].layers[1:8]}:
        best = search(shape, hardware, flow, "cycles")
        check(best.mapping, shape, hardware)
        assert best.cycles <= 1.1 * shape.macs / hardware.pes
        full = padded(shape, best.mapping)
        assert full.macs <= 1.1 * shape.macs


def test_a_prime_is_cut_and_the_proof_says_so():
    """17 rows of outputs on 8 columns: whole loops leave half of them idle, short last turns hardly any."""
    stores = Store("DRAM"), Store("GLB", 4096), Store("RF", 64)
    machine = Hardware("m", 1, 8, stores)
    shape = ConvShape(M=4, P=17)
    whole = search(shape, machine, "row", "cycles", ragged=False)
    short = search(shape, machine, "row", "cycles")
    assert (whole.cycles, short.cycles) == (17, 9)
    assert "last turns may be short over P alone" in str(short)
    assert "min(" in str(short)
    assert "short" not in str(whole)


@given(layers(3 * MOST), st.sampled_from([*DATAFLOWS]), st.sampled_from([1, 2, 8]))
@settings(deadline=None, max_examples=60)
def test_no_mapping_is_faster_where_the_buffer_is_slow(shape, flow, width):
    """The one with the fewest steps is none the faster: the mapper looks at what the buffer has to serve."""
    dram, glb, rf = PHONE.stores
    narrow = replace(PHONE, stores=(dram, replace(glb, bandwidth=width), rf))
    free = search(shape, PHONE, flow, "cycles")
    slow = search(shape, narrow, flow, "cycles")
    kept = latency(shape, free.mapping, narrow)
    assert free.cycles <= slow.cycles <= ceil(kept.cycles)


@given(layers(3 * MOST), st.sampled_from([*DATAFLOWS]))
@settings(deadline=None, max_examples=30)
def test_the_more_a_chip_leaks_the_faster_its_best_mapping(shape, flow):
    """Whoever pays for every cycle takes fewer of them, and pays more for accesses; a chip that leaks none pays none."""
    found = [search(shape, replace(PHONE, leakage=a), flow) for a in (0, 1, 30, 900)]
    cycles = [one.cycles for one in found]
    assert cycles == sorted(cycles, reverse=True)
    moved = [one.total - one.energy[LEAKAGE, LEAKAGE] for one in found]
    assert moved == sorted(moved)
    for one, leak in zip(found, (0, 1, 30, 900)):
        assert one.energy[LEAKAGE, LEAKAGE] == leak * one.cycles
    assert found[0].total == pytest.approx(sum(found[0].energy.by_tensor.values()))
