-- One row per customer who is or works for a company: the account they are under. Nobody is merged.
-- key: customer_id
-- sorted by: customer_id
-- per customer: no
-- columns:
--   customer_id | VARCHAR | - | the customer
--   account_id | VARCHAR | - | the account: a digest of the company's name without its legal form, the same in every run
--   role | VARCHAR | - | company: the customer is the company; person: works for it
--   company_id | VARCHAR | - | the customer that is the company, where there is one: of several the one with the most records
--   company | VARCHAR | - | the company's name: that customer's, else the one that most people give
--   size | BIGINT | - | customers under the account, the company among them
with named as (
    select customer_id, records, case when kind = 'company' then 'company' else 'person' end as role,
           case when kind = 'company' then coalesce(name, company) else company end as called
    from customers
    where company is not null or (kind = 'company' and name is not null)
),
-- Each name once: a million customers work for some thousand companies.
spelled as (
    select called,
           trim(regexp_replace(replace(strip_accents(lower(called)), '''', ''), '[^\p{L}\p{N}]+', ' ', 'g')) as plain
    from (select distinct called from named)
),
known as (
    -- Legal forms say nothing about which company it is; the longest come first.
    select called, replace(regexp_replace(plain, ' ?(股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|分公司|公司|集团| incorporated| corporation| limited| company| gmbh| inc| corp| ltd| llc| plc| co| ag| sa| bv| pty| srl)+$', ''), ' ', '') as account
    from spelled
),
members as (
    select n.customer_id, n.records, n.role, n.called, k.account
    from named n join known k on n.called = k.called
    -- Who works for themselves, studies or has retired has no colleagues there.
    where length(k.account) > 1
      and k.account not in ('self', 'selfemployed', 'freelance', 'freelancer', 'none', 'na', 'student', 'retired', 'unemployed', 'private',
                            '个体', '个体户', '个体经营', '自由职业', '自由职业者', '自雇', '学生', '退休', '无业', '待业', '个人', '无', '没有')
),
names as (
    select account, called, row_number() over (partition by account order by count(*) desc, called) as place
    from members
    group by account, called
),
companies as (
    select account, customer_id, called, row_number() over (partition by account order by records desc, customer_id) as place
    from members
    where role = 'company'
),
sizes as (
    select account, count(*) as size
    from members
    group by account
)
select m.customer_id,
       'A' || to_base(cast(md5_number_lower(m.account) % 131621703842267136 as bigint), 36, 11) as account_id,
       m.role, c.customer_id as company_id, coalesce(c.called, n.called) as company, s.size
from members m
join sizes s on m.account = s.account
join names n on m.account = n.account and n.place = 1
left join companies c on m.account = c.account and c.place = 1
