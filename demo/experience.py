"""Cases of enterprise and college working together: those a source tells of, and invented ones spread over the clusters.

Of what is published nothing is added but a programme code and the figures to look at. Everything of the other cases is
invented; their enterprise is an invented one. All of them are marked as examples.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import NamedTuple

from demo.model import Case, Cluster, College, Employer, World
from demo.sources import facts
from demo.workbooks import Row

COLLEGE, ENTERPRISE = "колледж", "предприятие"
PRACTICE, CLASSROOM, EQUIPMENT = "практика", "мастерская", "оборудование"
MENTORS, TARGET, PROGRAMME = "наставники", "целевые договоры", "совместная программа"
EMPLOYERS, OWN, REGION = "работодатели", "средства колледжа", "бюджет региона"
# what a source leaves out is given for the example only
_PROGRAMMES = {"АК «Рубин»": ("15.01.32", "15.02.16"), "Мособлэнерго": ("13.01.10",)}
_FORMS = {"Егорьевский техникум": PRACTICE}
VILLAGE = 1  # invented cases of the village, beside the one a source tells of


class Story(NamedTuple):
    """An invented case of an industry; {college}, {employer} and {programme} are filled in.

    ``costs`` are thousands of roubles from and to: who, whether as property, the least, the most.
    """

    industry: str
    forms: str
    title: tuple[str, str]
    summary: tuple[str, str]
    costs: tuple[tuple[str, bool, int, int], ...]


STORIES = (
    Story(
        "mashinostroenie",
        f"{EQUIPMENT}; {PRACTICE}",
        (
            "{employer} и {college}: станки с ЧПУ переданы учебной мастерской",
            "{employer} and {college}: CNC machines given to the workshop",
        ),
        (
            "Предприятие передало колледжу три токарных станка с числовым программным управлением и комплект оснастки. "
            "На них учатся по программе {programme}; на практику студенты приходят в те же цеха, где станки стояли раньше, "
            "и не переучиваются. Договор заключён на безвозмездное пользование с переходом права через год.",
            "The enterprise gave the college three CNC lathes with their tooling. Students learn on them and come to practice "
            "in the very shops where the machines stood, so that nobody has to learn anew.",
        ),
        ((EMPLOYERS, True, 6_000, 14_000), (OWN, False, 300, 900)),
    ),
    Story(
        "metallurgiya",
        f"{PRACTICE}; {MENTORS}",
        (
            "{employer} и {college}: литейщики учатся у наставников в цехе",
            "{employer} and {college}: founders learn from mentors in the shop",
        ),
        (
            "Каждую вторую неделю группа проводит в цехе: утром — инструктаж и задание, днём — работа рядом с наставником. "
            "Наставнику платят надбавку и дают не больше трёх студентов. Через год практики половина группы осталась работать.",
            "Every other week the group is in the shop beside its mentors, who take at most three students each and are paid "
            "for it. After a year half of the group stayed to work.",
        ),
        ((EMPLOYERS, False, 900, 2_400), (OWN, False, 100, 300)),
    ),
    Story(
        "selskoe-hozyaystvo",
        f"{PROGRAMME}; {PRACTICE}",
        (
            "{employer} и {college}: программа по сезонам, а не по семестрам",
            "{employer} and {college}: a programme by seasons, not by terms",
        ),
        (
            "Агрономы предприятия и преподаватели переписали график: теория зимой, практика — от сева до уборки. "
            "Студенты по программе {programme} видят весь цикл, хозяйство получает людей тогда, когда они нужны.",
            "Agronomists and teachers rewrote the timetable: theory in winter, practice from sowing to harvest. Students see "
            "the whole cycle, and the farm has people when it needs them.",
        ),
        ((EMPLOYERS, False, 400, 1_200), (REGION, False, 500, 1_500)),
    ),
    Story(
        "radioelektronika",
        CLASSROOM,
        (
            "{employer} и {college}: общая мастерская монтажа плат",
            "{employer} and {college}: a joint workshop for mounting boards",
        ),
        (
            "В колледже открыта мастерская поверхностного монтажа по образцу участка завода: те же рабочие места, те же карты "
            "контроля. По вечерам в ней повышают квалификацию монтажники предприятия, днём занимаются студенты.",
            "A workshop for surface mounting stands in the college, a copy of the plant’s own line. Students use it by day and "
            "the plant’s fitters in the evening.",
        ),
        ((EMPLOYERS, True, 4_000, 9_000), (REGION, False, 1_000, 3_000), (OWN, False, 200, 600)),
    ),
    Story(
        "robototekhnika",
        f"{EQUIPMENT}; {CLASSROOM}",
        (
            "{employer} и {college}: учебная ячейка с промышленным роботом",
            "{employer} and {college}: a training cell with an industrial robot",
        ),
        (
            "Инженеры предприятия собрали в колледже ячейку со сварочным роботом и раз в месяц приезжают разбирать ошибки. "
            "Экзамен принимают на ней же, и предприятие видит будущих наладчиков до приёма на работу.",
            "The enterprise built a cell with a welding robot in the college; its engineers come once a month to look at "
            "mistakes, and the examination is held on it.",
        ),
        ((EMPLOYERS, True, 5_000, 11_000), (REGION, False, 800, 2_000)),
    ),
    Story(
        "informacionnye-tekhnologii",
        f"{PROGRAMME}; {MENTORS}",
        (
            "{employer} и {college}: дипломные работы из настоящих задач",
            "{employer} and {college}: diploma theses made of real tasks",
        ),
        (
            "Разработчики предприятия дают задачи для курсовых и дипломных работ по программе {programme} и сами проверяют код. "
            "Лучшие работы входят в продукт, их авторов зовут на оплачиваемую стажировку.",
            "Developers give real tasks for theses and review the code themselves. The best work goes into the product, and its "
            "authors are offered a paid internship.",
        ),
        ((EMPLOYERS, False, 300, 900),),
    ),
    Story(
        "medicina",
        f"{PRACTICE}; {TARGET}",
        (
            "{employer} и {college}: целевые договоры с первого курса",
            "{employer} and {college}: target contracts from the first year",
        ),
        (
            "Больница заключает целевые договоры уже на первом курсе и платит доплату к стипендии. "
            "Практика — только в отделениях, где студент будет работать; старшая сестра отделения ведёт его все годы.",
            "The hospital signs target contracts in the first year and adds to the stipend. Practice is only in the ward where "
            "the student will work, with the same senior nurse all the years.",
        ),
        ((EMPLOYERS, False, 700, 2_000),),
    ),
    Story(
        "pedagogika",
        MENTORS,
        (
            "{employer} и {college}: наставник на весь учебный год",
            "{employer} and {college}: a mentor for the whole school year",
        ),
        (
            "Студенты приходят в один и тот же коллектив раз в неделю весь год, а не на четыре недели весной. "
            "Наставник и студент ведут общий дневник, по нему колледж ставит оценку за практику.",
            "Students come to the same place once a week all year instead of four weeks in spring. Mentor and student keep one "
            "diary, and the college marks by it.",
        ),
        ((EMPLOYERS, False, 100, 400),),
    ),
    Story(
        "farmacevticheskaya",
        CLASSROOM,
        (
            "{employer} и {college}: учебная лаборатория контроля качества",
            "{employer} and {college}: a training laboratory of quality control",
        ),
        (
            "Предприятие оборудовало в колледже лабораторию и передало свои методики. Демонстрационный экзамен проходит в ней, "
            "в комиссии — начальник лаборатории предприятия.",
            "The enterprise fitted out a laboratory in the college and gave its methods. The demonstration exam is held there "
            "with the head of its own laboratory on the panel.",
        ),
        ((EMPLOYERS, True, 3_000, 7_000), (OWN, False, 200, 500)),
    ),
    Story(
        "legkaya",
        f"{MENTORS}; {PRACTICE}",
        (
            "{employer} и {college}: учебный поток на фабрике",
            "{employer} and {college}: a training line at the factory",
        ),
        (
            "На фабрике выделен учебный поток из двенадцати рабочих мест: студенты шьют настоящие заказы без нормы выработки "
            "в первые месяцы. Наставник потока — мастер с двадцатилетним стажем, он же читает курс в колледже.",
            "The factory set apart a line of twelve workplaces where students sew real orders, without a quota in the first "
            "months. The foreman of the line also teaches in the college.",
        ),
        ((EMPLOYERS, False, 500, 1_500), (EMPLOYERS, True, 1_000, 2_500)),
    ),
    Story(
        "turizm",
        f"{PRACTICE}; {PROGRAMME}",
        (
            "{employer} и {college}: учебный день на кухне и у стойки",
            "{employer} and {college}: a training day in the kitchen and at the desk",
        ),
        (
            "Раз в неделю занятия проходят на предприятии: утром — кухня, после обеда — приём гостей. "
            "Чередование мест внесено в программу {programme}, поэтому практика не мешает теории.",
            "Once a week lessons are held at the enterprise: the kitchen in the morning, the desk in the afternoon. The change "
            "of places is written into the programme.",
        ),
        ((EMPLOYERS, False, 200, 700),),
    ),
    Story(
        "atomnaya",
        f"{TARGET}; {MENTORS}",
        (
            "{employer} и {college}: договор, наставник и место работы заранее",
            "{employer} and {college}: contract, mentor and workplace in advance",
        ),
        (
            "Студент по программе {programme} при подписании целевого договора знает цех, наставника и оклад. "
            "Раз в полгода трое встречаются и сверяют план; за два года не расторгнут ни один договор.",
            "On signing the target contract a student knows the shop, the mentor and the wage. Every half a year the three meet "
            "and look at the plan; in two years no contract was broken.",
        ),
        ((EMPLOYERS, False, 1_000, 2_600), (REGION, False, 200, 600)),
    ),
)


def tell(world: World, rng: Random) -> None:
    """Every case of the world: what sources tell first, then the stories, each in one cluster of its industry."""
    colleges = {one.name: one for one in world.colleges}
    employers = {one.name: one for one in world.employers}
    for row in facts("cases"):
        if row["college"] in colleges and (not row["employer"] or row["employer"] in employers):
            world.cases.append(_published(row))
    told = [case for story in STORIES if (case := _invented(story, world, rng))]
    world.cases += told[:VILLAGE] if world.size.name == "village" else told


def _published(row: dict[str, str]) -> Case:
    college, employer = row["college"], row["employer"]
    partners = ((college, COLLEGE), *(((employer, ENTERPRISE),) if employer else ()))
    return Case(
        title=(row["title_ru"], row["title_en"]),
        summary=(row["summary_ru"], row["summary_en"]),
        owner=college,
        forms=row["forms"] or _FORMS[college],
        industry=row["industry_slug"],
        town=row["municipality"],
        begins=date.fromisoformat(row["begins"]) if row["begins"] else None,
        source=row["source"],
        partners=partners,
        programmes=_PROGRAMMES.get(employer, ()),
        results=_results(college, employer),
    )


def _results(college: str, employer: str) -> tuple[Row, ...]:
    """Figures to look at, without a word of what they were before: nobody said."""
    if employer:
        scope = f"employer={employer}"
        practice = "Студенты, распределённые на практику на предприятие", "Students placed with the enterprise for practice"
        hired = "Студенты и выпускники, принятые предприятием", "Students and graduates hired by the enterprise"
    else:
        scope = f"college={college}"
        practice = "Студенты техникума, распределённые на практику", "Students of the school placed for practice"
        hired = "Студенты и выпускники техникума, принятые на работу", "Students and graduates of the school hired"
    return ("placement.placed", scope, *practice, None, None), ("recruiting.hired", scope, *hired, None, None)


def _invented(story: Story, world: World, rng: Random) -> Case | None:
    """The story in the first cluster of its industry that has an invented enterprise; None where the world has none."""
    for cluster in world.clusters:
        employer = next((one for one, _role in cluster.employers if one.invented), None)
        if cluster.industry == story.industry and employer is not None:
            return _told(story, cluster, cluster.base, employer, world, rng)
    return None


def _told(story: Story, cluster: Cluster, college: College, employer: Employer, world: World, rng: Random) -> Case:
    code = next(one.code for one in college.programmes if one.cluster is cluster)
    begins = date(rng.choice((2023, 2024, 2025)), 9, 1)
    filling = {"college": _short(college.name), "employer": _short(employer.name)}
    programmes = (f"{code} «{world.programmes[code].name}»", code)
    title = tuple(text.format(**filling) for text in story.title)
    summary = tuple(
        text.format(**filling, programme=programme) for text, programme in zip(story.summary, programmes, strict=True)
    )
    return Case(
        title=(title[0], title[1]),
        summary=(summary[0], summary[1]),
        owner=college.name,
        forms=story.forms,
        industry=story.industry,
        town=college.town,
        begins=begins,
        source="",
        partners=((college.name, COLLEGE), (employer.name, ENTERPRISE)),
        programmes=(code,),
        costs=tuple((who, kind, rng.randint(least, most) * 1_000) for who, kind, least, most in story.costs),
        results=(
            (
                "placement.seats",
                f"employer={employer.name}",
                "Места практики, которые даёт предприятие",
                "Places of practice the enterprise offers",
                float(rng.randint(1, 6)),
                begins,
            ),
            (
                "recruiting.hired",
                f"employer={employer.name}",
                "Студенты и выпускники, принятые предприятием",
                "Students and graduates hired by the enterprise",
                None,
                None,
            ),
            (
                "training.cluster_students",
                f"cluster={cluster.name}",
                "Студенты на программах кластера",
                "Students of the cluster’s programmes",
                None,
                None,
            ),
        ),
    )


def _short(name: str) -> str:
    """The name as a title needs it: that it is invented stands beside every case."""
    return name.partition(" (вымышл")[0]
