"""What changed since the run before, and how many there were: the same for the members of segments and for those who have tags."""

from __future__ import annotations

from zhike.engine import Table


def histories(noun: str, *, changes: Table, sizes: Table) -> dict[Table, str]:
    """Return the SELECT of each table that continues a history; `noun` is segment or tag, as the tables are called.

    Nobody enters or leaves by the first computation: until then it was not known who is in. A value that a statistic finds for the
    first time was known before when its group was: nobody had it.
    """
    key, now, before = f"{noun}_id", f"{noun}_now", f"{noun}_members_before"
    rule = "case when how = 'statistic' then group_id else tag_id end" if noun == "tag" else key
    same = f"on n.{key} = b.{key} and n.customer_id = b.customer_id"
    return {
        changes: f"""
            with known as (
                select c.{key}, case when c.version = b.version then 'customer' else 'rule' end as because
                from (select *, {rule} as by_rule from {noun}s_counted) c
                join (select distinct version, {rule} as by_rule from {noun}s_before) b using (by_rule)
            ),
            moved as (
                select {key}, customer_id, 'entered' as what from {now} n anti join {before} b {same}
                union all
                select {key}, customer_id, 'left' as what from {before} b anti join {now} n {same}
            )
            select * from {noun}_changes_before
            union all
            select r.run_id, cast($day as date) as changed_on, m.{key}, m.customer_id, m.what, k.because
            from moved m join known k using ({key}) cross join this_run r
        """,
        sizes: f"""
            select * from {noun}_sizes_before
            union all
            select r.run_id, cast($day as date) as as_of, c.{key}, c.members, c.customers
            from {noun}s_counted c cross join this_run r
        """,
    }
