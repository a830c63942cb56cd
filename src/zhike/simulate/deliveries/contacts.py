"""The rows of the service desk's file: problems, which make customers leave, and ordinary questions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhike.simulate.accounts import TILL
from zhike.simulate.chance import Chance, Flags, Ints, pick, stream
from zhike.simulate.press import table, words
from zhike.simulate.world import World

KINDS = ("电话", "在线聊天", "邮件", "工单")
CHANNELS = ("400热线", "在线客服", "客服邮箱", "门店")
AGENTS = tuple(f"客服{number:02d}" for number in range(1, 13))
PROBLEMS = ("商品破损", "物流延迟", "退款未到账", "质量问题", "少发漏发", "服务态度")
QUESTIONS = ("商品咨询", "积分查询", "发票开具", "门店营业时间", "修改资料", "会员权益")
OUTCOMES = ("已解决", "已补偿", "处理中", "未解决")
NOTES = {
    "商品破损": "顾客反映收到时外包装完好，商品有破损，要求换货。",
    "物流延迟": "顾客催促发货，已联系物流核实。",
    "退款未到账": "退款超过五个工作日仍未到账，已转财务核查。",
    "质量问题": "使用一周后出现质量问题，顾客不满意。",
    "少发漏发": "包裹内少一件商品，核实后安排补发。",
    "服务态度": "顾客投诉门店接待态度，已转店长回访。",
    "商品咨询": "咨询商品规格与适用人群。",
    "积分查询": "查询积分余额与有效期。",
    "发票开具": "需要补开电子发票。",
    "门店营业时间": "询问节假日营业时间。",
    "修改资料": "申请修改手机号与收货地址。",
    "会员权益": "咨询会员等级与升级条件。",
}
QUESTIONS_MEAN = 0.12  # ordinary questions per member


def contacts(world: World) -> pa.Table:
    """Return one row per contact of till members, in the order of time, at most `contacts_at_most`, by chance."""
    chance = stream(world.seed, "contacts")
    account, problem = _callers(chance, world)
    at = _moments(chance, world, account, problem=problem)
    order = np.argsort(at, kind="stable")
    account, problem, at = account[order], problem[order], at[order]
    count = len(at)
    topic = chance.integers(0, 6, count) + np.where(problem, 0, 6)
    kind = pick(chance, [0.45, 0.35, 0.05, 0.15], n=count)
    solved, hard = pick(chance, [0.95, 0.01, 0.02, 0.02], n=count), pick(chance, [0.55, 0.2, 0.08, 0.17], n=count)
    return table(
        {
            "number": np.arange(count) + 1,
            "buyer": world.accounts.number[account],
            "kind": words(kind, KINDS),
            "channel": words(kind, CHANNELS),
            "moment": at,
            "seconds": 60 + (chance.gamma(2.0, 150.0, count) * (1 + problem)).astype(np.int64),
            "agent": words(chance.integers(0, len(AGENTS), count), AGENTS),
            "topic": words(topic, PROBLEMS + QUESTIONS),
            "outcome": words(np.where(problem, hard, solved), OUTCOMES),
            "note": words(np.where(chance.random(count) < 0.7, topic, -1), [NOTES[t] for t in PROBLEMS + QUESTIONS]),
        }
    )


def _callers(chance: Chance, world: World) -> tuple[Ints, Flags]:
    """Return the accounts that contact the desk, one entry per contact, and whether each has a problem."""
    members = world.accounts.original[:, TILL]
    members = members[members >= 0]
    problems = world.habits.problems[world.accounts.person[members]]
    account = np.concatenate(
        [np.repeat(members, problems), np.repeat(members, chance.poisson(QUESTIONS_MEAN, len(members)))]
    )
    problem = np.arange(len(account)) < problems.sum()
    some = chance.permutation(len(account))[: world.behaviour.contacts_at_most]
    return account[some], problem[some]


def _moments(chance: Chance, world: World, account: Ints, *, problem: Flags) -> Ints:
    """Return when each contact begins: problems come mostly towards the end of a customer's life, questions any time."""
    person, opened = world.accounts.person[account], world.accounts.opened[account]
    gone = world.habits.acquired[person] + world.habits.alive_days[person] * 86_400
    end = np.maximum(np.minimum(gone, world.seasons.last_second), opened)
    uniform = chance.random(len(account))
    share = np.where(problem, np.sqrt(uniform), uniform)
    return np.asarray(opened + (share * (end - opened)).astype(np.int64))
