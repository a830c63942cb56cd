"""What the systems of this trade call their columns: synonyms per field, in Chinese and English.

Words are separated by commas; `~` before a word marks a vague one, which needs the values' support. A word listed
under an entity goes before the same word in the list for all entities, because 日期 or `amount` mean something else
in each of them.
"""

from __future__ import annotations

# Fields that are called the same wherever they occur.
COMMON: dict[str, str] = {
    "record_id": """
        客户编号, 客户ID, 客户号, 客户代码, 客户编码, 客户标识, 会员编号, 会员ID, 会员编码, 用户ID, 用户编号, 用户标识, 用户号, 用户名,
        买家ID, 买家账号, 买家帐号, 买家会员名, 买家昵称, 买家旺旺, 旺旺号, 旺旺ID, 下单帐号, 下单账号, 顾客编号, 顾客ID, 粉丝ID, 账户ID,
        联系人ID, 联系人编号, 线索ID, 线索编号, 档案号, 患者编号, 学员编号, 订购人ID, 消费者ID,
        customer id, customer no, customer number, customer code, customer key, customer ref, customer user id, cust id, cust no, client id,
        client no, client number, user id, userid, uid, user no, account id, account number, ~account, buyer id, buyer user id,
        buyer username, shopper id, contact id, lead id, person id, profile id, subscriber id, consumer id, household id, household key,
        patient id, guest id, visitor member id, customer, ~user, ~buyer, ~客户, ~会员, ~用户, ~买家
    """,
    "order_id": """
        订单编号, 订单号, 订单ID, 主订单号, 主订单编号, 父订单号, 交易号, 交易编号, 交易单号, 交易ID, 流水号, 小票号, 单据编号, 单据号,
        单号, 销售单号, 销售单编号, 收银单号, 消费单号, 账单号, 平台订单号, 原始单号, 线上订单号, 店铺订单号, 发票号, 结算单号, 关联订单, 关联订单号,
        order id, order no, order number, order num, order code, order ref, order reference, order sn, order name, invoice no,
        invoice number, invoice id, invoice, receipt no, receipt number, receipt id, receipt, transaction id, transaction no, transaction number,
        txn id, trans id, ticket no, sale id, sales order, sales order no, sales id, bill no, check number, basket id, purchase id, payment id,
        payment intent id, amazon order id, ~order
    """,
    "ordered_at": """
        下单时间, 下单日期, 订单创建时间, 订单时间, 订单日期, 订单提交时间, 提交时间, 拍下时间, 成交时间, 成交日期, 购买时间, 购买日期, 交易时间,
        交易日期, 消费时间, 消费日期, 销售时间, 销售日期, 开单时间, 开单日期, 单据日期, 结账时间, 收银时间, 订单生成时间, 订购时间,
        order date, order time, order datetime, order created, order created at, ordered at, order placed at, order placed, placed at, order timestamp,
        order create time, invoice date, purchase date, purchased at, purchase time, transaction date, transaction time, txn date,
        trans date, sale date, sales date, sold at, receipt date, date of purchase, created at, created, create time, creation time, date created,
        created date, created utc, created on, processed at, order purchase timestamp, purchase timestamp,
        ~创建时间, ~日期, ~时间, ~付款时间, ~订单付款时间, ~支付时间, ~付款日期, ~支付日期, ~付款完成时间, ~paid at, ~payment date, ~payment time, ~date, ~datetime, ~time, ~timestamp, ~paid time
    """,
    "status": """
        订单状态, 交易状态, 单据状态, 支付状态, 付款状态, 状态, order status, order state, status, state, ~financial status, payment status,
        transaction status, ~fulfillment status, ~退款状态
    """,
    "channel": """
        渠道, 销售渠道, 订单渠道, 下单渠道, 订单来源, 交易来源, 来源, 来源渠道, 平台, 销售平台, 下单平台, 触达渠道, 受理渠道, 联系渠道, 沟通渠道,
        反馈渠道, 评价渠道, 调研渠道, 授权渠道, 端, 终端, 客户端,
        channel, sales channel, order channel, order source, source, source name, platform, sales platform, medium, utm source, survey channel,
        contact channel, origin channel, marketplace
    """,
    "store": """
        门店, 门店名称, 门店编号, 门店编码, 门店号, 店铺, 店铺名称, 店铺名, 店名, 消费门店, 下单门店, 成交门店, 销售门店, 所属门店, 分店, 商店, 网点, 店号,
        store, store name, store id, store no, store number, store code, shop, shop name, shop id, outlet, branch, location, location name, location id, pos location,
        site, warehouse store
    """,
    "currency": """
        币种, 货币, 货币类型, 结算币种, 交易币种, 币别, currency, currency code, order currency, ccy, presentment currency, settlement currency
    """,
    "gross_amount": """
        订单金额, 应收金额, 应收, 商品总额, 商品总价, 商品金额, 商品合计, 原价金额, 订单原价, 订单总额, 总金额, 总额, 折前金额, 买家应付货款, 应付货款, 销售额原价, 标价金额,
        gross amount, gross sales, gross total, gross, subtotal, sub total, order subtotal, order subtotal amount, amount before discount, total before discount, list amount,
        original amount, items total, merchandise total, ~total line items price
    """,
    "discount_amount": """
        优惠金额, 折扣金额, 优惠, 折扣, 优惠总额, 减免金额, 订单优惠, 店铺优惠, 商家优惠, 平台优惠, 让利金额, 满减金额, 优惠券金额, 折让金额, 立减金额, 抵扣金额,
        discount, discount amount, discounts, total discount, total discounts, order discount, cart discount, discount total, coupon amount, promo discount
    """,
    "net_amount": """
        pay amount, paid total, actual pay amount, sales value,
        实付金额, 实收金额, 实付, 实收, 实付款, 实际支付金额, 买家实际支付金额, 买家实付金额, 支付金额, 付款金额, 实际付款, 订单实付金额, 订单实付, 订单应付金额, 应付金额, 应付,
        成交金额, 交易金额, 消费金额, 销售金额, 实销金额, 结算金额, 合计金额, 合计, 实收款, 净额, 订单总价, 营业额, 销售额,
        net amount, net sales, net total, amount paid, total paid, paid amount, payment amount, payment value, order total, order total amount, order amount, order value, grand total,
        total price, total amount, transaction amount, sales amount, total, sale amount, amount total, net, revenue, total sales, purchase amount, charged amount, invoice amount, invoice total, sales, spend, ~amount, ~金额
    """,
    "cost_amount": "成本金额, 订单成本, 成本合计, 商品成本合计, cost amount, order cost, total cost, cogs, cost of goods sold, cost of goods",
    "coupon": """
        优惠券, 优惠券码, 优惠码, 券码, 优惠券名称, 优惠券编号, 使用优惠券, 促销码, 代金券, 券名称, 折扣码,
        coupon, coupon code, coupons, discount code, discount codes, promo code, promotion code, voucher, voucher code
    """,
    "campaign": """
        活动, 活动名称, 活动ID, 营销活动, 推广活动, 推广计划, 推广计划名称, 计划名称, 计划, 广告计划, 广告系列, 广告系列名称, 广告组, 促销活动, 投放计划, 单元名称,
        campaign, campaign name, campaign id, utm campaign, promotion, ad campaign, marketing campaign
    """,
    "line_no": """
        行号, 订单行号, 明细行号, 子订单编号, 子订单号, 明细编号, 子单号, 明细ID, 行项目, 商品行号,
        line no, line number, line id, line item id, line item, line, order line id, order item id, item id in order, suborder id, sub order id, row number, order line number, lineitem id
    """,
    "sku": """
        商品编码, 商品编号, 商品代码, 商品ID, 商品货号, 货号, 条码, 商品条码, 条形码, 国际条码, 规格编码, 商家编码, 物料编码, 物料号, 物料编号, 产品编码, 产品编号, 产品代码, 产品ID,
        款号, 款式编码, 单品编码, 品号, 存货编码, SKU编码, SKU编号, SKUID, SPU编码, 宝贝ID, 外部编码, 料号,
        sku, sku id, sku code, stock code, stock no, product id, product code, product no, product number, product sku, item id, item no, item code, item number, item sku, article, article no,
        article id, article number, part number, part no, barcode, ean, upc, gtin, asin, lineitem sku, variant sku, material, material no, plu, prod id, ~product, ~spu
    """,
    "product_name": """
        商品名称, 商品名, 商品标题, 商品, 选购商品, 宝贝标题, 宝贝名称, 品名, 产品名称, 产品名, 物料名称, 货品名称, 货物名称, 存货名称, 货品, 商品描述, 商品全名, 购买商品, 项目名称, 服务项目, 菜品名称, 单品名称,
        product name, product title, item name, item title, item description, product description, description, product, item, title, lineitem name, line item name, article name, article description, material description, product desc
    """,
    "category": """
        类目, 品类, 分类, 商品分类, 商品类目, 商品类别, 类别, 商品品类, 产品分类, 产品类别, 物料分类, 物料组, 大类, 一级类目, 一级分类, 商品大类, 存货分类,
        category, product category, item category, product type, product group, item group, department, category name, product line, item type, ~type
    """,
    "quantity": """
        数量, 商品数量, 购买数量, 销售数量, 件数, 购买件数, 销量, 宝贝数量, 下单数量, 订购数量, 成交数量, 份数, 实发数量, 个数,
        quantity, qty, quantity purchased, quantity ordered, order quantity, units, units sold, lineitem quantity, item quantity, line quantity, item count, product qty, num items, pieces, order qty, ~count
    """,
    "unit_price": """
        单价, 商品单价, 销售单价, 成交单价, 售价, 成交价, 销售价, 实际单价, 商品价格, 实售价, 含税单价, 价格,
        unit price, price, price each, item price, lineitem price, price per unit, selling price, sale price, product price, unit cost price, unit amount, retail price
    """,
    "line_amount": """
        小计, 行金额, 商品小计, 金额小计, 明细金额, 子订单金额, 商品实付金额, 商品实付, 商品金额小计, 行合计, 商品总价,
        line amount, line total, item total, item subtotal, extended price, line price, line sales, line value, item amount, line revenue, total line amount, item revenue, ~商品金额, ~amount, ~金额
    """,
    "line_cost": "成本小计, 行成本, 商品成本, 明细成本, 销售成本, line cost, item cost total, product cost, line cost amount, cost of line, ~成本, ~cost",
    "brand": "品牌, 品牌名称, 商品品牌, brand, brand name, vendor, manufacturer, make, ~生产厂家, ~厂商",
    "event": """
        事件, 事件名称, 事件名, 事件类型, 行为, 行为类型, 行为名称, 动作, 操作, 操作类型, 用户行为,
        event, event name, event type, action, activity, activity type, behavior, behaviour, behavior type, action type, event action, ~type, ~类型
    """,
    "occurred_at": """
        发生时间, 事件时间, 行为时间, 访问时间, 操作时间, 触发时间, 点击时间, 浏览时间, 上报时间, 日志时间, 事件发生时间,
        event time, event timestamp, event date, event at, occurred at, occurred, happened at, timestamp, ts, event datetime, visit time, action time, server time, client time, original timestamp, received at, activity date,
        ~time, ~时间, ~日期, ~date, ~datetime, ~created at, ~创建时间, ~sent at, ~unix time
    """,
    "event_id": "事件ID, 事件编号, 行为ID, 日志ID, event id, event key, event uuid, message id, activity id, hit id, log id, ~id, ~uuid",
    "anonymous_id": """
        匿名ID, 设备ID, 设备号, 设备标识, 访客ID, 访客编号, 访客标识, anonymous id, anon id, device id, cookie id, cookie, visitor id, client id, user pseudo id, distinct id, session user id, fullvisitorid, full visitor id, browser id, idfa, oaid, imei, ~session id, ~会话ID
    """,
    "page": """
        页面, 页面名称, 页面地址, 页面URL, 页面路径, 访问页面, 浏览页面, 页面标题, 受访页面, 屏幕名称,
        page, page url, page name, page path, page location, page title, url, screen, screen name, landing page, context page url, path, uri, request uri
    """,
    "referrer": "来源页面, 来源页, 来路, 引荐来源, 来源网址, 来源地址, 上一页, 前向地址, referrer, referer, referring url, page referrer, context page referrer, referral, referring site, http referer",
    "value": "事件值, 数值, 价值, 事件价值, value, event value, event value in usd, conversion value, metric value, revenue, amount, price, ~金额",
    "plan": """
        套餐, 套餐名称, 套餐类型, 合同类型, 合约类型, 合同, 订阅计划, 订阅方案, 订阅类型, 会员等级套餐, 产品套餐, 资费套餐, 方案, 版本, 购买版本, 服务包, 会员类型, 卡种,
        plan, plan name, plan id, plan type, contract, contract type, contract term, subscription plan, subscription type, package, tier, subscription tier, price plan, product plan, membership type, subscription name, tariff, ~product, ~product name, ~产品名称
    """,
    "started_at": """
        开始时间, 开始日期, 生效时间, 生效日期, 起始日期, 起始时间, 开通时间, 开通日期, 签约日期, 签约时间, 订阅开始时间, 合同开始日期, 合同开始时间, 入网时间, 入网日期, 激活时间,
        start date, started at, start time, start, start date utc, begin date, begin time, subscription start, subscription start date, contract start, contract start date, effective date, activation date, activated at, valid from, start datetime, ~created at, ~created, ~created utc, ~创建时间, ~date created
    """,
    "ended_at": """
        结束时间, 结束日期, 到期时间, 到期日期, 失效日期, 失效时间, 终止日期, 终止时间, 订阅结束时间, 合同结束日期, 合同到期日, 退订时间, 注销时间, 有效期至, 截止日期,
        end date, ended at, end time, end, ended at utc, end datetime, subscription end, subscription end date, contract end, contract end date, expiry date, expiration date, expires at, expire date, valid to, valid until, termination date, churn date, ~canceled at, ~cancelled at, ~canceled at utc, ~cancellation date, ~取消时间
    """,
    "tenure_months": "在网时长, 在网月数, 在网月份, 订阅月数, 使用月数, 入会月数, 合作月数, 服务月数, tenure, tenure months, tenure in months, months active, months on book, account length months, months as customer, customer tenure, subscription months, ~account length",
    "fee": """
        月费, 月租, 月租费, 月费用, 套餐费, 套餐资费, 套餐价格, 资费, 订阅费用, 订阅金额, 每月费用, 月消费, 会费, 服务费, 年费,
        monthly charges, monthly charge, monthly fee, monthly price, fee, mrr, monthly recurring revenue, plan amount, plan price, subscription fee, subscription amount, recurring amount, subscription price, monthly amount, monthly cost, ~amount, ~price, ~金额, ~价格
    """,
    "churned": "是否流失, 流失, 流失标志, 流失标识, 已流失, 是否退订, 是否离网, 离网标识, churn, churned, is churned, churn flag, churn label, exited, has churned, attrition, attrition flag, is canceled, is cancelled, cancelled flag, left",
    "feedback_id": "反馈编号, 反馈ID, 评价ID, 评价编号, 评论ID, 评论编号, 问卷编号, 答卷编号, 答卷ID, 投诉编号, 投诉单号, 答题序号, response id, feedback id, review id, survey id, survey response id, complaint id, rating id, answer id, comment id, ~id, ~case id, ~序号, ~编号",
    "score": "评分, 得分, 分数, 打分, 满意度, 满意度评分, 满意度得分, 推荐分, 推荐值, NPS, NPS得分, NPS评分, NPS分数, 星级, 评价星级, 评价等级, 总评分, 综合评分, score, rating, stars, star rating, nps, nps score, csat, csat score, ces, ces score, satisfaction, satisfaction score, review score, overall rating, rating score, likelihood to recommend, how likely, review rating, survey score",
    "scale_max": "满分, 总分, 最高分, 量表上限, 分值上限, scale max, max score, scale, out of, rating scale, maximum score, best rating, max rating",
    "text": "评论内容, 评价内容, 评论, 评价, 反馈内容, 反馈, 意见, 意见建议, 建议, 原话, 投诉内容, 留言, 内容, comment, comments, feedback, feedback text, review, review text, review body, review comment message, text, message, content, verbatim, body, response text, open text, free text, ~description, ~描述",
    "given_at": "评价时间, 评论时间, 评价日期, 反馈时间, 反馈日期, 提交时间, 答卷时间, 答题时间, 填写时间, 投诉时间, 提交答卷时间, 回收时间, date submitted, submitted at, submit date, submission date, response date, responded at, review date, reviewed at, rated at, feedback date, survey date, review creation date, completed at, submit time, end date, given at, answered at, ~created at, ~date, ~日期, ~时间, ~创建时间, ~timestamp, ~created",
    "interaction_id": "工单编号, 工单号, 工单ID, 会话ID, 会话编号, 通话ID, 通话编号, 拜访编号, 跟进编号, 记录编号, 服务单号, 来电编号, 服务记录编号, interaction id, ticket id, ticket number, ticket no, call id, case id, case number, conversation id, chat id, engagement id, contact log id, visit id, activity id, task id, ~id, ~编号",
    "agent": "坐席, 坐席姓名, 座席, 座席姓名, 客服, 客服姓名, 客服人员, 客服工号, 受理坐席, 受理人, 处理人, 接待人, 接待客服, 跟进人, 负责人, 销售, 销售人员, 业务员, 拜访人, 经办人, 工号, 导购, agent, agent name, agent id, assignee, assigned to, owner, rep, sales rep, representative, handled by, operator, staff, employee, case owner, activity assigned to, technician, advisor, ~user name",
    "topic": "主题, 话题, 问题分类, 问题类型, 问题类别, 咨询类型, 咨询主题, 业务类型, 工单分类, 诉求类型, 来电原因, 标题, 工单标题, 服务类型, 事由, topic, subject, reason, issue, issue type, category, case reason, ticket subject, inquiry type, call reason, contact reason, query type, title, problem type",
    "outcome": "结果, 处理结果, 通话结果, 跟进结果, 拜访结果, 解决情况, 是否解决, 处理状态, 工单状态, 状态, 办理结果, outcome, result, resolution, disposition, call outcome, call disposition, call result, resolved, status, ticket status, case status, resolution status",
    "amount": "消耗, 花费, 费用, 消费, 广告花费, 广告消耗, 推广花费, 推广费用, 投放金额, 投放费用, 投放花费, 营销费用, 消耗金额, 总花费, 总消耗, 成本, 支出, 金额, 消费金额, spend, amount spent, cost, ad spend, ad cost, total spend, amount, expense, media cost, marketing cost, budget spent, total cost, spending",
    "date": "日期, 时间, 投放日期, 统计日期, 数据日期, 消耗日期, 花费日期, 发生日期, date, day, spend date, report date, cost date, reporting starts, stat date, report day, ~month, ~月份, ~week",
    "purpose": "目的, 用途, 授权目的, 授权事项, 授权类型, 授权项, 同意事项, 同意类型, 处理目的, 使用目的, 协议类型, 协议名称, purpose, consent type, consent purpose, consent for, processing purpose, permission, permission type, subscription type, topic, preference, legal purpose, consent name, list name",
    "text_version": "协议版本, 隐私政策版本, 条款版本, 文本版本, 政策版本, 版本号, 版本, 声明版本, text version, policy version, consent version, terms version, version, privacy policy version, consent text version, notice version, form version",
    "name": "姓名, 客户姓名, 会员姓名, 用户姓名, 顾客姓名, 真实姓名, 联系人, 联系人姓名, 收货人, 收货人姓名, 收件人, 收件人姓名, 客户名称, 客户名, 会员名称, 会员名, 顾客, 购买人, 患者姓名, 学员姓名, 中文名, 名字, 人员姓名, full name, name, customer name, client name, contact name, contact full name, member name, account holder, display name, cardholder name, recipient name, billing name, shipping name, person name, guest name, ~昵称, ~微信昵称, ~会员昵称, ~用户昵称, ~nickname, ~nick name, ~用户名, ~user name, ~username",
    "given_name": "名, 名字, given name, first name, firstname, forename, fname, givenname, first, christian name, ~middle name",
    "family_name": "姓, 姓氏, family name, last name, lastname, surname, lname, familyname, last, second name",
    "gender": "性别, 客户性别, 会员性别, gender, sex, ~称谓, ~salutation",
    "birth_date": "生日, 出生日期, 出生年月, 出生年月日, 会员生日, 出生时间, 生辰, 阳历生日, 公历生日, birth date, birthdate, date of birth, dob, birthday, birth day, born, born on",
    "phone": "手机号, 手机号码, 手机, 电话, 电话号码, 联系电话, 联系方式, 联系手机, 移动电话, 收货人手机, 收货人电话, 收货手机, 收件人手机, 收件人电话, 绑定手机, 绑定手机号, 注册手机, 注册手机号, 手机号1, 手机1, 客户电话, 客户手机, 会员手机, 会员手机号, 办公电话, 固定电话, 家庭电话, 座机, 固话, phone, phone number, phone no, phone num, mobile, mobile phone, mobile number, mobile no, cell, cell phone, cellphone, tel, telephone, telephone number, tel no, contact number, contact phone, contact no, home phone, business phone, work phone, phone 1, msisdn",
    "email": "邮箱, 电子邮箱, 邮箱地址, 电子邮件, 邮件, 邮件地址, 联系邮箱, 电邮, email, e mail, email address, mail, email 1, e mail address, contact email, primary email, customer email, user email, e mail 1 value",
    "national_id": "身份证, 身份证号, 身份证号码, 证件号, 证件号码, 身份证件号码, 公民身份号码, 身份号码, national id, national id number, id card, id card no, id card number, identity card, identity number, citizen id, resident id, resident id number, id number, ~social security number, ~ssn",
    "wechat_id": "微信号, 微信, 微信ID, 微信openid, 微信unionid, 公众号openid, 小程序openid, 企业微信ID, 外部联系人ID, openid, unionid, open id, union id, wechat id, wechat, weixin, wechat openid, wechat unionid, wx id, wxid, wx openid, external userid",
    "member_no": "会员卡号, 会员号, 会员卡, 卡号, 会员卡编号, VIP卡号, VIP号, 贵宾卡号, 储值卡号, 积分卡号, 实体卡号, 电子卡号, member no, member number, member id, membership no, membership number, membership id, loyalty id, loyalty number, loyalty card, loyalty card number, loyalty no, card no, card number, vip no, vip card, member card no, member card number, frequent flyer number, rewards number",
    "company": "公司, 公司名称, 公司名, 企业, 企业名称, 单位, 单位名称, 工作单位, 所属公司, 客户公司, 机构名称, 所属企业, company, company name, organization, organisation, organization name, account name, employer, firm, business name, associated company",
    "job_title": "职位, 职务, 岗位, 职称, 头衔, job title, job, position, occupation, role, ~title, ~职业",
    "address": "地址, 详细地址, 收货地址, 收件地址, 收货人地址, 联系地址, 家庭地址, 家庭住址, 住址, 通讯地址, 通信地址, 居住地址, 客户地址, 邮寄地址, 现住址, 街道地址, 公司地址, address, address 1, address1, address line 1, address line1, street address, street, mailing address, mailing street, postal address, home address, full address, addr, billing address, shipping address, default address, billing address 1, shipping address 1, shipping street, billing street, address line",
    "province": "省份, 省, 所在省, 所在省份, 省市, 收货省份, 收件省份, 省自治区, 省级, province, province name, province code, state, state province, state region, region, billing state, shipping province, mailing state, mailing state province, county state, ~地区",
    "city": "城市, 市, 所在城市, 所在市, 收货城市, 地市, 地级市, 居住城市, 常驻城市, city, town, city name, mailing city, billing city, shipping city, town city, city town, ~suburb, ~归属地",
    "district": "区县, 区, 县, 区域, 所在区, 所在区县, 收货区县, 行政区, 县区, 县市区, district, county, borough, area, district name, ~suburb",
    "postcode": "邮编, 邮政编码, 邮政编号, 收货邮编, postcode, postal code, post code, zip, zip code, zipcode, billing zip, shipping zip, mailing zip, mailing zip postal code, zip postal code, postalcode",
    "country": "国家, 国家地区, 国别, 所在国家, 国籍, country, country name, country code, country region, nation, billing country, shipping country, mailing country, nationality",
    "language": "语言, 首选语言, 偏好语言, 语种, language, preferred language, locale, lang, customer locale, language code, ~communication language",
    "registered_at": "注册时间, 注册日期, 成为会员时间, 成为客户时间, 入会时间, 入会日期, 开卡时间, 开卡日期, 办卡时间, 办卡日期, 建档时间, 建档日期, 创建时间, 创建日期, 加入时间, 首次关注时间, 关注时间, 首次注册时间, 会员注册时间, 用户注册时间, 添加时间, 成为粉丝时间, registered at, registration date, registration time, register time, register date, registered, signup date, sign up date, signed up at, signup time, joined, joined at, join date, date joined, member since, customer since, created at, created date, create date, created, date created, created time, creation date, created utc, date registered, enrolled at, enrollment date, date added, added at, opt in time, user registered, reg date",
    "acquisition_channel": "来源渠道, 获客渠道, 客户来源, 会员来源, 用户来源, 注册渠道, 注册来源, 渠道来源, 线索来源, 引流渠道, 拉新渠道, 入会渠道, 开卡渠道, 来源, 渠道, 首次来源, acquisition channel, acquisition source, original source, lead source, source, signup source, sign up source, registration channel, registration source, channel, first touch channel, how did you hear about us, utm source, customer source, referral source, hear about us",
    "acquisition_cost": "获客成本, 拉新成本, 获取成本, acquisition cost, cac, customer acquisition cost, cost of acquisition, cost per acquisition, cpa",
    "updated_at": "更新时间, 最后更新时间, 修改时间, 最后修改时间, 最近更新时间, 最近修改时间, 更新日期, 修改日期, updated at, update time, last updated, last update, modified at, last modified, last modified date, modified, date modified, last modified time, updated, modified date, last changed, last update date, update date, modify time, system modstamp",
    "price": "吊牌价, 标价, 零售价, 建议零售价, 市场价, 原价, 定价, 售价, 销售价, 单价, 标准售价, 价格, 商品价格, price, list price, retail price, unit price, regular price, variant price, rrp, msrp, selling price, sale price, standard price, base price, product price",
    "cost": "成本, 成本价, 进价, 进货价, 采购价, 单位成本, 采购成本, 标准成本, 商品成本, cost, cost price, unit cost, cost per item, purchase price, buying price, standard cost, wholesale price, product cost, item cost",
}

# Where an entity has no member number of its own, the card is how it names its customer.
CARDS = "会员卡号, 会员号, 会员卡, 卡号, VIP卡号, 贵宾卡号, member no, member number, member card, card number, loyalty id, loyalty number"

# Words that mean something particular in one entity.
OWN: dict[str, dict[str, str]] = {
    "customers": {
        "record_id": "record id, rec id, unique id, ~id, ~编号, ~客户编号id, ~source id, ~key, ~序号, ~档案编号, ~external id, ~uuid",
        "kind": "客户类型, 客户性质, 客户类别, 客户种类, 客户属性, customer type, account type, customer kind, kind, party type, entity type, ~type, ~类型",
    },
    "orders": {
        "record_id": CARDS,
        "order_id": "~id, ~编号, ~name, ~交易流水, ~number, ~charge id",
        "net_amount": "~实际金额, ~price, ~value, ~amount captured, ~converted amount",
        "gross_amount": "~原价, ~amount before tax",
    },
    "order_lines": {
        "record_id": CARDS,
        "order_id": "~订单, ~name, ~transaction, ~cart id, ~number",
        "product_name": "~名称, ~宝贝",
        "line_no": "~序号, ~item no",
    },
    "products": {
        "sku": "handle, ~编码, ~编号, ~代码, ~id, ~code, ~item",
        "product_name": "标题, ~名称, ~name",
        "category": "collection, 商品类型, ~type, ~类型",
        "brand": "供应商品牌, ~supplier, ~供应商",
    },
    "events": {
        "record_id": CARDS,
        "channel": "来源渠道, traffic source, utm medium",
        "sku": "~item",
        "value": "~quantity, ~数量, ~时长, ~duration",
    },
    "subscriptions": {
        "status": "订阅状态, 合同状态, 会员状态, 账户状态, 在网状态, subscription status, account status, contract status",
        "churned": "~是否续费",
        "record_id": CARDS + ", ~手机号码标识, ~subscriber",
    },
    "feedback": {
        "record_id": CARDS,
        "kind": "反馈类型, 评价类型, 调查类型, 问卷类型, 类型, feedback type, survey type, kind, type, review type, response type, ~category, ~metric",
        "channel": "来源",
    },
    "interactions": {
        "record_id": CARDS,
        "kind": "类型, 联系类型, 沟通方式, 跟进方式, 联系方式, 服务方式, 互动类型, 拜访方式, 记录类型, 工单类型, interaction type, type, kind, activity type, task subtype, contact type, call type, ~ticket type",
        "started_at": "通话时间, 来电时间, 沟通时间, 跟进时间, 拜访时间, 拜访日期, 服务时间, 创建时间, 受理时间, 接入时间, 呼叫时间, 会话开始时间, 通话开始时间, created at, created, create time, date, call date, call time, activity date, contact date, opened at, open date, date opened, created date, timestamp, 日期, 时间, call start, visit date, due date",
        "ended_at": "完结时间, 关闭时间, 完成时间, 解决时间, 结单时间, 会话结束时间, 通话结束时间, 挂断时间, closed at, closed, close date, date closed, resolved at, solved at, completed at, call end, closed date",
        "text": "问题描述, 描述, 沟通内容, 跟进内容, 通话内容, 会话内容, 拜访内容, 服务内容, 跟进记录, 沟通记录, 备注, 记录内容, 工单内容, 咨询内容, 诉求内容, 小结, description, notes, note, transcript, call notes, summary, full comments, 备注信息, remarks",
    },
    "costs": {
        "channel": "媒体, 媒体平台, 广告平台, 投放渠道, 投放平台, 推广渠道, 媒介, 广告渠道, 账户平台, media, media source, ad platform, network, publisher, ad network, traffic source, utm source, media channel",
        "campaign": "项目, 推广项目, 推广单元, 投放项目, 活动主题, ~ad set name, ~ad group, ~账户名称",
    },
    "consents": {
        "record_id": CARDS,
        "state": "状态, 授权状态, 同意状态, 是否同意, 是否授权, 授权结果, 同意结果, 勾选状态, state, status, consent state, consent status, consent, consent given, opt in, opt in status, opted in, permission status, granted, decision, value, action",
        "given_at": "授权时间, 同意时间, 签署时间, 操作时间, 授权日期, 同意日期, 记录时间, 变更时间, 撤回时间, 更新时间, consent timestamp, consent date, consent time, consented at, consent given at, opt in date, opt in time, signed at, recorded at, granted at, updated at, time, date, timestamp, created at, 时间, 日期, changed at",
        "purpose": "类型, type, category, 项目",
        "channel": "方式, 触达方式, communication channel, subscription channel",
    },
}

# Columns whose meaning is known and that no field takes, so that their values are not asked either.
IGNORED = """
    备注, 客户备注, 商家备注, 订单备注, 卖家备注, 买家留言, 买家备注, 备注信息, 标签, 客户标签, 会员标签, 快递单号, 物流单号, 运单号, 物流公司, 快递公司, 发票抬头, 税号, 运费, 邮费, 积分, 余额, 库存, 库存数量,
    计量单位, 单位量词, 图片, 链接, 经度, 纬度, 年龄, 序列, 商品规格, 规格, 颜色, 尺码, 颜色分类, 密码, 发货时间, 展现量, 点击量, 曝光量, 转化数, 民族, 婚姻状况, 学历, 等级, 会员等级, 折扣率, 税率, 税额,
    remark, remarks, note, notes, memo, tag, tags, customer note, tracking number, shipping, tax, taxes, tax exempt, longitude, latitude, lat, lon, lng, age, image, image src, url handle, index, unnamed 0, password,
    impressions, clicks, ctr, cpc, cpm, stock, inventory, inventory quantity, weight, height, size, color, colour, points, balance, interval, html, published, total orders, total spent, orders count, accepts marketing, accepts email marketing,
    accepts sms marketing, ip, ip address, user agent, risk level, vendor id, shipping method, payment method, total charges
"""
