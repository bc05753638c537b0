"""Why each wish ended as it did, and what a certificate promises: sentences as data, in Russian and English."""

from __future__ import annotations

from collections.abc import Mapping

# The first codes answer for a wish, the next for a student, the last are notes. A tilde stands for a no-break space.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "given_free": "{wish}: {place}~— вы здесь. Вы оценили это место в~{worth}; места здесь ещё остались, поэтому цена~0.",
        "given_full": "{wish}: {place}~— вы здесь. Вы оценили это место в~{worth}, его цена~{price}."
        " Нигде больше вы не выиграли~бы заметно больше.",
        "no_seats": "{wish}: {place}~— в~этот раз мест здесь нет.",
        "others": "{wish}: {place}~— место здесь нужнее другим: его цена~{price}, а~вы оценили его в~{worth}.",
        "dearer": "{wish}: {place}~— место здесь нужнее другим: его цена~{price}, а~вы оценили его в~{worth};"
        " выигрыш {profit}. Там, где вы сейчас, выигрыш больше: {own}.",
        "cheaper": "{wish}: {place}~— места здесь есть, цена~0, и~вы оценили его в~{worth}."
        " Там, где вы сейчас, выигрыш больше: {own}.",
        "even": "{wish}: {place}~— вы оценили это место в~{worth}, его цена~{price}, выигрыш {profit}:"
        " почти столько~же, сколько у~вас сейчас ({own}). Вы ничего заметного не потеряли.",
        "placed": "Ваше место: {place}~— ваше {wish}.",
        "unplaced": "Вы остались без места. Почему~— сказано по каждому пожеланию.",
        "no_wishes": "Вы не указали ни одного пожелания, поэтому места вам не искали.",
        "price": "Цену никто не платит. Она показывает, сколько место значит для тех, кому оно досталось, по сравнению"
        " с~тем, что они нашли~бы взамен: если ваша оценка ниже цены, они потеряли~бы больше, чем выиграли~бы вы."
        " Выигрыш~— это оценка без цены.",
    },
    "en": {
        "given_free": "{wish}: {place} — you are here. It is worth {worth} to you; seats are left, so the price is 0.",
        "given_full": "{wish}: {place} — you are here. It is worth {worth} to you and its price is {price}."
        " Nowhere else would you gain noticeably more.",
        "no_seats": "{wish}: {place} — there are no seats here this time.",
        "others": "{wish}: {place} — a seat here is worth more to others: its price is {price}, and it is worth {worth} to you.",
        "dearer": "{wish}: {place} — a seat here is worth more to others: its price is {price}, and it is worth {worth} to you,"
        " a gain of {profit}. Where you are you gain more: {own}.",
        "cheaper": "{wish}: {place} — there are seats here, the price is 0, and it is worth {worth} to you."
        " Where you are you gain more: {own}.",
        "even": "{wish}: {place} — it is worth {worth} to you and its price is {price}, a gain of {profit}:"
        " nearly as much as where you are now ({own}). You have lost nothing to speak of.",
        "placed": "Your place: {place}, your {wish}.",
        "unplaced": "You are left without a place. The reason stands at each wish.",
        "no_wishes": "You named no wish, so no place was looked for.",
        "price": "Nobody pays the price. It shows what a seat means to those who have it, beside what they would find"
        " instead: if it is worth less than its price to you, they would lose more than you would gain."
        " The gain is the worth less the price.",
    },
}

# What each property of a certificate promises.
PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "U1": "No place has more students than seats.",
        "U2": "Every student stands in the result once, with one place or none.",
        "U3": "Nobody is sent to a place he or she did not wish.",
        "U4": "Every place has a price from 0 up, and a seat that stays free costs nothing.",
        "U5": "At these prices nobody gains more than the tolerance by changing places, entering or leaving.",
        "U6": "The value is the sum of the utilities of all students at their places.",
        "U7": "No assignment is worth more than the bound: the prices prove it.",
        "U8": "The gap is that between value and bound, and not above the one asked for.",
    },
    "ru": {
        "U1": "Ни у~одного места нет принятых больше, чем мест.",
        "U2": "Каждый студент стоит в~итоге один раз: с~одним местом или без места.",
        "U3": "Никто не направлен туда, куда не просился.",
        "U4": "У~каждого места есть цена не ниже~0, а~место, оставшееся свободным, не стоит ничего.",
        "U5": "При этих ценах никто не выиграет больше допуска, сменив место, войдя или выйдя.",
        "U6": "Значение итога~— сумма оценок всех студентов на их местах.",
        "U7": "Ни одно распределение не даёт больше верхней границы: это доказывают цены.",
        "U8": "Разрыв~— это разрыв между значением и~границей, и~он не больше заказанного.",
    },
}
