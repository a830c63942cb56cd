-- One row per customer who shares an address and a family name with another: the household they are of. Nobody is merged.
-- key: customer_id
-- sorted by: customer_id
-- per customer: no
-- columns:
--   customer_id | VARCHAR | - | the customer
--   household_id | VARCHAR | - | the household: a digest of its address and family name, the same in every run
--   size | BIGINT | - | customers of the household
with written as (
    select customer_id, lower(family_name) as family, lower(province) as province, lower(city) as city, lower(district) as district,
           -- Blanks and punctuation say nothing about where a house stands; most Chinese addresses have neither.
           case when regexp_full_match(address, '[\p{Han}0-9]+') then address
                else regexp_replace(lower(address), '[^\p{L}\p{N}]+', '', 'g') end as line
    from customers
    where address is not null and family_name is not null and coalesce(kind, 'person') <> 'company'
      -- Without the number of a house an address is a street or a town.
      and regexp_matches(address, '[0-9０-９]|[一二三四五六七八九十百千][号號栋幢座室弄]')
),
people as (
    -- One source writes the province before the street, another does not.
    select customer_id, family, coalesce(city, province, '') as place,
           replace(replace(replace(line, coalesce(province, ''), ''), coalesce(city, ''), ''), coalesce(district, ''), '') as street
    from written
),
shared as (
    select street, place
    from people
    group by street, place
    -- With more people than a large family it is an office, a dormitory, a collection point, or a tower without its flats.
    having count(*) between 2 and $largest_household
),
neighbours as (
    select p.customer_id, p.family, p.street, p.place
    from people p join shared s on p.street = s.street and p.place = s.place
),
families as (
    select street, place, family, count(*) as size,
           'H' || to_base(cast(md5_number_lower(place || chr(31) || street || chr(31) || family) % 131621703842267136 as bigint), 36, 11) as household_id
    from neighbours
    group by street, place, family
    having count(*) > 1
)
select n.customer_id, f.household_id, f.size
from neighbours n join families f on n.street = f.street and n.place = f.place and n.family = f.family
