"""The words of the trade: one word per thing, in code, tables, pages and messages, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.words import N_


@dataclass(frozen=True)
class Word:
    """One word in both languages and what it means."""

    english: str
    chinese: str
    meaning: str


@dataclass(frozen=True)
class Avoided:
    """A word that is not used here, and what is said instead."""

    word: str
    instead: str


WORDS: tuple[Word, ...] = (
    Word("source", "数据源", N_("a place data comes from: a file, a database, Zhike itself")),
    Word("import", "导入", N_("one delivery from a source: file, mapping, and what became of each row")),
    Word("mapping", "映射", N_("which column of a file goes to which field")),
    Word("entity", "实体", N_("what a row is about: customers, orders, order lines, products, events, …")),
    Word("field", "字段", N_("one thing that can be known about an entity")),
    Word("kind of field", "字段类型", N_("how a field's values are read: phone, money, date, …")),
    Word("outcome", "结果（每行）", N_("what became of a row: created, updated, unchanged, duplicate, quarantined")),
    Word("quarantine, quarantined", "待修正", N_("where rows wait that cannot be used, with their reason")),
    Word("retry", "重导", N_("giving the mended rows back to their import")),
    Word("undo", "撤销", N_("taking a whole import back")),
    Word("dry run", "试运行", N_("all the work of an import, nothing written")),
    Word("receipt", "导入记录", N_("what the store keeps of an import")),
    Word("cursor", "游标", N_("a column of a database that only grows; the next import begins at its last value")),
    Word("repair", "修复", N_("what it took to read a value; counted by kind")),
    Word("data quality", "数据质量", N_("completeness, validity, uniqueness, consistency, timeliness")),
    Word("record", "源记录", N_("one row about a customer, as one source has it")),
    Word("customer", "客户", N_("a person or company, after records are unified")),
    Word("golden record", "主记录", N_("the one row of a customer, each field from the best source")),
    Word("profile", "客户画像", N_("all that is known about a customer, as of a day")),
    Word("order, order line, product", "订单、订单行、商品", N_("what was bought, line by line")),
    Word("purchase", "购买", N_("an order that brought revenue and was not cancelled or refunded")),
    Word("revenue", "收入", N_("what customers paid, returns netted")),
    Word("return", "退货", N_("goods that came back: a negative line, a returned order, a credit note")),
    Word("event", "行为事件", N_("something a customer did: viewed, clicked, called")),
    Word("consent, purpose", "同意（授权）、目的", N_("what a customer allowed, for what")),
    Word("feature", "特征", N_("one number or category per customer, as of a day")),
    Word("RFM group", "RFM 客群", N_("a group by recency, frequency and monetary value")),
    Word("cohort", "同期群", N_("the customers whose first purchase was in one month")),
    Word("retention", "留存", N_("the share of customers who come back")),
    Word("repeat rate", "复购率", N_("the share of active customers who had bought before")),
    Word("churned", "流失", N_("no purchase within 90 days of the last one")),
    Word("tag", "标签", N_("a named, dated statement about a customer, by rule or by model (to come)")),
    Word("segment", "客户分群", N_("the customers that satisfy a rule (to come)")),
    Word("lifecycle stage", "生命周期阶段", N_("where a customer stands between prospect and won back (to come)")),
    Word("score", "评分", N_("what a model says about a customer, with reasons and an interval (to come)")),
    Word("model card", "模型卡", N_("what a model was trained on and how it did (to come)")),
    Word("KPI", "指标", N_("a defined number with unit, direction, owner and target")),
    Word("table, column", "（数据）表、列", N_("what a run computes; declared with key, unit and meaning")),
    Word("lineage", "来源", N_("the columns that a column is computed from")),
    Word("run", "计算批次；计算", N_("one computation of all derived tables; publishes one snapshot")),
    Word("as of", "截止日", N_("the last day that counts in a run")),
    Word("publish", "发布", N_("making a run's tables the current ones, all at once")),
    Word("workspace", "工作区", N_("one company's data and settings in one folder")),
    Word("lake", "数据湖", N_("deliveries and runs as Parquet files")),
    Word("store", "业务数据库", N_("the small database of imports, mappings and runs")),
    Word("setting", "设置", N_("how a workspace counts and what it may use")),
    Word("promise, proof", "承诺、证明", N_("what Zhike says it does; the program that tests it")),
    Word("benchmark, budget", "基准测试、预算", N_("a measurement; the most it may be")),
)

AVOIDED: tuple[Avoided, ...] = (
    Avoided(N_("user, contact, lead (for a customer)"), N_("customer; record where one source is meant")),
    Avoided(N_("dataset, upload, batch"), N_("import")),
    Avoided(N_("ETL, job, pipeline run"), N_("run")),
    Avoided(N_("error row, bad data"), N_("row in quarantine")),
    Avoided(N_("dimension, metric (for a column)"), N_("column; KPI where it has an owner and a target")),
)
