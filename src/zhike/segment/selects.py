"""The SELECTs by which a run makes the tables of segments and tags, from what was held and what rules flagged.

They read kept_told (each kept segment and tag), segment_held, tag_said, tag_found and the relations NAME_now, which members.py makes.
"""

from __future__ import annotations

from zhike.segment.carried import CARRIED
from zhike.segment.history import histories
from zhike.segment.tables import CHANGES, MEMBERS, SEGMENTS, SIZES, TAG_CHANGES, TAG_MEMBERS, TAG_SIZES, TAGS

ON_THE_WAY = (
    "tag_said", "tag_found", "segment_held", "segment_now", "tag_now", "tag_conflicts", "segments_counted", "tags_counted",
)  # fmt: skip
NOBODY_FOUND = "select ''::varchar as tag_id, ''::varchar as group_id, ''::varchar as value, ''::varchar as customer_id where false"
_HOMES = "(select id as tag_id, group_id from kept_told where exclusive)"
SAID = f"""
    select c.* from ({CARRIED.format(statements="tag_statements", homes=_HOMES, day="$day")}) c join kept_told t on c.tag_id = t.id
"""
# Who refused profiling leaves the members that a stale rule had, too.
HELD = """
    select distinct l.segment_id, i.customer_id from segment_lists l
    join identity i on l.source = i.source and l.record_id = i.record_id
    union all
    select tag_id, customer_id from tag_said where not gave_way
    union all
    select tag_id, customer_id from tag_found
    union all
    select b.segment_id, b.customer_id from segment_members_before b join customers using (customer_id)
    where list_contains($stale, b.segment_id) and b.customer_id not in (select customer_id from unprofiled)
    union all
    select b.tag_id, b.customer_id from tag_members_before b join customers using (customer_id)
    where list_contains($stale, b.tag_id) and b.customer_id not in (select customer_id from unprofiled)
"""
HELD_SEGMENTS = "select segment_id, customer_id from segment_held where segment_id in (select id from kept_told where group_id is null)"
HELD_TAGS = """
    select tag_id, customer_id, since, until, how from tag_said where not gave_way
    union all
    select tag_id, customer_id, null, null, 'statistic' from tag_found
    union all
    select segment_id, customer_id, null, null, t.how from segment_held join kept_told t on segment_id = t.id and t.group_id is not null and t.problem <> ''
"""
CLASHED = "select tag_id as id, count(*) as conflicts from tag_said where gave_way group by tag_id"
COUNTED = {
    "segment": """
        select t.id as segment_id, t.name, t.version, t.rule, t.problem, coalesce(n.members, 0) as members,
               (select count(*) from customers) as customers
        from kept_told t left join (select segment_id, count(*) as members from segment_now group by segment_id) n on t.id = n.segment_id
        where t.group_id is null
    """,
    "tag": """
        with told as (
            select id, name, group_id, group_name, exclusive, how, version, rule, problem from kept_told where group_id is not null
            union all
            select f.tag_id, f.value, g.group_id, g.name, g.exclusive, 'statistic', g.version, '', '' from (
                select tag_id, group_id, value from tag_found
                union
                -- A value that nobody has any more stays, so that its history has a name and goes on.
                select tag_id, group_id, name from tags_before where how = 'statistic'
            ) f join tag_groups g on f.group_id = g.group_id and g.statistic is not null
        )
        select t.* rename (id as tag_id), coalesce(n.members, 0) as members, coalesce(x.conflicts, 0) as conflicts,
               (select count(*) from customers) as customers
        from told t left join (select tag_id, count(*) as members from tag_now group by tag_id) n on t.id = n.tag_id
        left join tag_conflicts x on t.id = x.id
    """,
}
_STATED = "members, members / nullif(customers, 0) as share"
_STATE = "case when problem = '' then 'fresh' else 'stale' end as state, problem"
MADE = {
    SEGMENTS: f"select segment_id, name, version, rule, {_STATED}, {_STATE} from segments_counted",
    MEMBERS: """
        select n.segment_id, n.customer_id, coalesce(b.entered_on, cast($day as date)) as entered_on
        from segment_now n left join segment_members_before b on n.segment_id = b.segment_id and n.customer_id = b.customer_id
    """,
    TAGS: f"""
        select tag_id, name, group_id, group_name, exclusive, how, version, rule, {_STATED}, conflicts, {_STATE} from tags_counted
    """,
    TAG_MEMBERS: """
        select n.tag_id, n.customer_id, t.name, t.group_name, coalesce(n.since, b.since, cast($day as date)) as since, n.until, n.how
        from tag_now n join tags_counted t using (tag_id)
        left join tag_members_before b on n.tag_id = b.tag_id and n.customer_id = b.customer_id
    """,
    **histories("segment", changes=CHANGES, sizes=SIZES),
    **histories("tag", changes=TAG_CHANGES, sizes=TAG_SIZES),
}
