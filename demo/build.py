"""Makes the demo region: `build("village", 1, folder)` writes its workbooks and says what they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import MappingProxyType

from demo import clusters, colleges, employers, experience, needs, outcomes, places, sources, students, support
from demo.college_book import write_college
from demo.dirt import write_dirty
from demo.model import Size, World
from demo.people import People
from demo.profiles import BOOMING
from demo.region_book import write_region

Progress = Callable[[str, float], None]

SIZES = {
    "region": Size(
        name="region",
        towns=(),
        groups_a_year=1_120,
        graduates=8_000,
        employers=2_000,
        in_clusters=120,
        needs=6_214,
        work_people=28_000,
        practice_needs=1_114,
    ),
    "village": Size(
        name="village",
        towns=("Балашиха", "Реутов"),
        groups_a_year=4,
        graduates=20,
        employers=30,
        in_clusters=8,
        needs=40,
        work_people=220,
        practice_needs=8,
    ),
}


@dataclass(frozen=True)
class Built:
    """What was written: workbooks in the order to import them, the dirty one beside them, rows by sheet."""

    workbooks: tuple[Path, ...]
    dirty: Path
    counts: Mapping[str, int]


def build(size: str, seed: int, target: Path, progress: Progress = lambda step, share: None) -> Built:
    """Write the workbooks of a demo of that size into `target`; the same size and seed give the same bytes.

    `progress` is told each step's name and the share done, from 0 to 1.
    """
    world = make(size, seed, progress)
    target.mkdir(parents=True, exist_ok=True)
    region = target / "region.xlsx"
    progress(region.name, 0.25)
    counts = Counter(write_region(world, region))
    written = [region]
    for college in world.colleges:
        path = target / f"college-{college.number:02d}.xlsx"
        progress(path.name, 0.3 + 0.7 * (college.number - 1) / len(world.colleges))
        counts.update(write_college(college, path))
        written.append(path)
    dirty = target / "dirty.xlsx"
    write_dirty(*_two_of_balashikha(world), dirty)
    progress("", 1.0)
    return Built(tuple(written), dirty, MappingProxyType(dict(counts)))


def make(size: str, seed: int, progress: Progress = lambda step, share: None) -> World:
    """The demo region before it is written. Each topic draws from its own stream, so that a change in one
    leaves the draws of the others alone."""
    measure = SIZES[size]
    towns = sources.towns()
    if measure.towns:
        towns = {name: towns[name] for name in measure.towns}
    world = World(measure, towns, sources.programmes())

    def stream(topic: str) -> Random:
        return Random(f"{seed}/{size}/{topic}")

    progress("organisations", 0.0)
    world.colleges = colleges.colleges_of(measure)
    colleges.teach(world, stream("colleges"))
    clusters.clusters_of(world)
    clusters.mark_programmes(world)
    employers.employers_of(world, stream("employers"))
    clusters.join_employers(world, stream("clusters"))
    progress("places and needs", 0.03)
    market = places.Market(world)
    places.seat(world, market, People(stream("mentors")), stream("places"))
    needs.ask(world, market, stream("needs"))
    progress("people", 0.06)
    wishes = places.Wishes(world, market, stream("wishes"))
    students.admit(world, People(stream("people")), wishes, stream("students"))
    progress("outcomes", 0.2)
    outcomes.settle(world, market, stream("outcomes"))
    support.take_up(world, stream("support"))
    experience.tell(world, stream("experience"))
    return world


def _two_of_balashikha(world: World) -> tuple[str, str]:
    first, second = [one.name for one in world.employers if one.invented and one.town == BOOMING][:2]
    return first, second
