"""How the simulated customers behave: every parameter of the company, with the reason for its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Behaviour:
    """Parameters of a simulated company; the defaults look like a lifestyle retailer that has grown for three years.

    Purchases follow the Pareto/NBD model (Schmittlein, Morrison & Colombo 1987): while a customer is alive, repeat
    orders are a Poisson process; rates differ between customers as Gamma(r, α), drop-out rates as Gamma(s, β).
    α is not listed: the company is given a number of order lines, and the mean rate follows from it.
    """

    years: int = 3  # three Novembers and three Junes: enough to learn a season and to test it on the last one
    growth: float = 2.2  # newcomers a day at the end, relative to the beginning: a firm that visibly grows

    buying_share: float = 0.86  # the rest register and never buy, as in every member list
    rate_shape: float = 0.8  # r: below 1, so that most buy seldom and a few very often
    dropout_shape: float = 0.9  # s: heavy tail, some customers stay for good
    dropout_scale_days: float = 330.0  # β in days: half of the customers are gone after about a year
    spend_shape: float = 4.0  # spend level ~ Gamma(shape, mean 1)

    rate_shift: float = 1.0  # from a day on everybody buys so many times as often: a future that no past day shows
    rate_shift_days: int = 180  # that day, in days before the end

    satisfaction_effect: float = 0.55  # rank correlation of dissatisfaction and drop-out: learnable, far from certain
    problem_effect: float = 0.9  # one service problem lowers satisfaction by this many standard deviations
    problems_mean: float = 0.25  # service problems per customer

    first_order_share_at_most: float = 0.4  # with few lines per person fewer people buy, so that repeat orders exist
    extra_lines_mean: float = 1.7  # lines of an order beyond the first, at spend level 1
    favourite_category: float = 0.5  # share of lines from the customer's two favourite categories
    companion_share: float = 0.12  # share of second lines that go with the first product: rules for baskets to find
    favourite_system: float = 0.7  # share of orders through the customer's favourite system, when there is a choice

    return_share: float = 0.035  # orders with something sent back
    cancelled_share: float = 0.03  # orders cancelled before they are sent
    anonymous_till_share: float = 0.08  # till orders without a member card
    promotion_uptake: float = 0.6  # orders on promotion days that get the promotion
    coupon_share: float = 0.14  # orders on other days with a coupon, for a customer of average liking for deals

    two_systems: float = 0.35  # people with accounts in two systems
    three_systems: float = 0.10  # people with accounts in three
    duplicate_share: float = 0.03  # accounts opened a second time in the same system
    household_share: float = 0.06  # people who share phone and address with a family member
    foreign_share: float = 0.10  # people with a foreign name
    moved_share: float = 0.08  # people whose later accounts have another address

    bad_share: float = 0.002  # rows broken on purpose, per file; all are listed in the truth
    events_per_customer: float = 1.0  # web events: enough for journeys, cheap to write
    contacts_at_most: int = 20_000  # rows of the Excel file of the service desk
    survey_share: float = 0.12  # web customers who answer a survey
