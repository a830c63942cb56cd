"""Keys: which records share a number or an address that is given to one person, as SQL.

In: records and identity_scores. Out: `EDGES`, one row per record that shares keys with the first one that has them.
"""

from zhike.unify.matching import COMPARISONS

# Numbers that the system gives to one person; e-mail and phone are told apart by name.
STRONG = ("member_no", "national_id", "wechat_id")
SHARED = ("phone", "email")
KEYS = tuple(sorted((*STRONG, *SHARED)))
_AGAINST = " + ".join(f"least({c.name}, 0)" for c in COMPARISONS)
SCORES = f"select id_a, id_b, probability, {_AGAINST} as against, name_way from identity_scores"
# Two sources may number their members each from one. Where so many pairs that share a number have names of which at most
# one part agrees (the ways below "one name has all words of the other"), the number is no key between the two.
_UNLIKE_NAMES, _MANY_PAIRS = 3, 20
# Each key is one bit: what a pair of records shares is then one number.
_BIT = {key: 1 << place for place, key in enumerate(KEYS)}
_EVIDENCE = " union all ".join(
    f"select arrived, source, name, {_BIT[k]}::tinyint as key, {k} as value from records where {k} is not null"
    for k in (*STRONG, *SHARED)
)
_IS_SHARED = f"key & {sum(_BIT[k] for k in SHARED)} <> 0"
_NAMED = ", ".join(f"case when keys & {bit} <> 0 then '{key}' end" for key, bit in _BIT.items())
# One row per pair of records that share a value: all pairs, so that the others still hold together when one is pulled out.
# Names are compared without case and spaces.
EDGES = f"""
    with evidence as ({_EVIDENCE}),
    -- Most values stand alone: what follows looks only at the shared ones.
    shared as (
        select key, value from evidence group by key, value having count(*) between 2 and $shared_value_limit
    ),
    named as (
        select e.arrived, e.source, e.key, e.value, lower(replace(e.name, ' ', '')) as called
        from evidence e join shared s on e.key = s.key and e.value = s.value
    ),
    under_several as (
        select key, value from named where {_IS_SHARED} group by key, value having min(called) <> max(called)
    ),
    -- Under one name, a record without a name belongs too; under several, only equal names join.
    usable as (
        select n.arrived, n.source, n.key, n.value,
               case when u.key is null then '' else coalesce(n.called, 'record ' || n.arrived) end as within
        from named n left join under_several u on n.key = u.key and n.value = u.value
    ),
    edges as (
        select b.arrived as one, a.arrived as other, bit_or(a.key) as keys, min(least(a.source, b.source)) as source,
               min(greatest(a.source, b.source)) as other_source
        from usable a join usable b on a.key = b.key and a.value = b.value and a.within = b.within and a.arrived > b.arrived
        group by b.arrived, a.arrived
    ),
    seen as (
        select e.one, e.other, concat_ws('+', {_NAMED}) as keys, s.probability, s.against, s.name_way, e.source, e.other_source
        from edges e
        left join ({SCORES}) s on e.one = s.id_a and e.other = s.id_b
    ),
    strange as (
        select source, other_source from seen
        where keys = 'member_no' and source <> other_source and name_way >= 0
        group by source, other_source
        having count(*) >= {_MANY_PAIRS} and avg(case when name_way <= {_UNLIKE_NAMES} then 1 else 0 end) > 0.5
    )
    select s.one, s.other, s.keys, s.probability, s.against
    from seen s left join strange t on s.keys = 'member_no' and s.source = t.source and s.other_source = t.other_source
    where t.source is null
"""
