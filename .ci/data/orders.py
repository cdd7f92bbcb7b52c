"""Events of a shop: ids as UUID text, states as strings, times as RFC 3339 text, money as decimal text, attributes in a
map. All from a seed."""

import heapq
from datetime import datetime, timedelta, timezone
from itertools import count, islice
from random import Random
from uuid import UUID

SEED = 20261129
NAIVE, EXPERT = ("orders.proto", "orders.v1.OrderEvent"), ("orders_expert.proto", "orders.v2.OrderEvent")
MESSAGES = 20_000

STEPS = [
    ("ORDER_PLACED", "PLACED"),
    ("PAYMENT_CAPTURED", "PAID"),
    ("ORDER_PACKED", "PACKED"),
    ("ORDER_SHIPPED", "SHIPPED"),
    ("ORDER_DELIVERED", "DELIVERED"),
]
CANCELLED, RETURNED = ("ORDER_CANCELLED", "CANCELLED"), ("ORDER_RETURNED", "RETURNED")
TYPES = [kind for kind, _ in [*STEPS, CANCELLED, RETURNED]]
STATES = ["", *(state for _, state in [*STEPS, CANCELLED, RETURNED])]
CURRENCIES = {"DE": "EUR", "FR": "EUR", "NL": "EUR", "PL": "PLN", "SE": "SEK", "GB": "GBP"}
CITIES = {
    "DE": ["Berlin", "Hamburg", "Leipzig", "Bremen", "Ulm"],
    "FR": ["Lyon", "Nantes", "Lille"],
    "NL": ["Utrecht", "Delft"],
    "PL": ["Gdansk", "Lodz", "Poznan"],
    "SE": ["Uppsala", "Malmo"],
    "GB": ["Leeds", "Bristol", "York"],
}
METHODS = ["CARD", "PAYPAL", "SEPA_DEBIT", "INVOICE", "APPLE_PAY"]
PAYMENT_STATES = ["AUTHORIZED", "CAPTURED", "REFUNDED"]
WAREHOUSES = ["BER-1", "BER-2", "LYS-1", "WRO-1", "LTN-1"]
TENANTS, REGIONS = ["acme", "globex", "initech"], ["eu-central-1", "eu-west-1", "eu-north-1"]
CHANNELS, VERSIONS = ["web", "ios", "android", "call-center"], ["4.18.0", "4.18.1", "4.19.0", "4.20.2"]
TAX_RATES = ["7.00", "19.00", "20.00", "23.00", "25.00"]
FIRST = ["Ada", "Ben", "Clara", "David", "Elif", "Frida", "Goran", "Hanna", "Ivan", "Julia", "Karim", "Lena", "Marek", "Nils"]
LAST = ["Adler", "Berg", "Cohen", "Dubois", "Ekman", "Fischer", "Garcia", "Horvat", "Ivanova", "Jansen", "Kowalski", "Lang"]
STREETS = ["Mill Lane", "Station Road", "Garden Street", "Church Hill", "Harbour Way", "Long Row", "Oak Avenue", "Field View"]
NOUNS = ["kettle", "lamp", "rucksack", "notebook", "chair", "blanket", "bicycle pump", "mug", "umbrella", "desk"]
COLOURS = ["black", "white", "green", "blue", "walnut", "grey", "red", "sand"]
NOTES = ["leave at the door", "ring twice", "neighbour takes it", "call before delivery"]
TRACKING = "https://track.example.com/parcels/"
START = datetime(2026, 3, 1, tzinfo=timezone.utc)


class Shop:
    """What stays the same from one order to the next."""

    def __init__(self, random):
        self.random = random
        self.products = [self.product(number) for number in range(400)]
        self.customers = [self.customer() for _ in range(4000)]

    def product(self, number):
        title = f"{COLOURS[number % 8]} {NOUNS[number // 8 % 10]} {100 + number // 80}"
        return number, title, self.random.randrange(199, 24_999), self.random.randrange(5), self.random.randrange(80, 9000)

    def customer(self):
        return self.uuid(), self.address(self.random.choice(sorted(CITIES)))

    def uuid(self):
        return UUID(int=self.random.getrandbits(128), version=4)

    def address(self, country):
        random = self.random
        name = f"{random.choice(FIRST)} {random.choice(LAST)}"
        street = f"{random.choice(STREETS)} {random.randrange(1, 180)}"
        return name, street, f"{random.randrange(10_000, 99_999)}", random.choice(CITIES[country]), country


class Order:
    def __init__(self, shop, minute):
        random = shop.random
        self.id = shop.uuid()
        # A few customers order much more often than others.
        self.customer, self.shipping = shop.customers[int(random.random() ** 3 * len(shop.customers))]
        self.billing = self.shipping if random.random() < 0.85 else shop.address(self.shipping[4])
        products = {random.randrange(len(shop.products)) for _ in range(random.choice([1, 1, 1, 2, 2, 3, 4, 6]))}
        self.lines = [(shop.products[at], random.choice([1, 1, 1, 1, 2, 3])) for at in sorted(products)]
        self.tax = {"DE": 1, "FR": 2, "NL": 1, "PL": 3, "SE": 4, "GB": 2}[self.shipping[4]]
        self.postage = random.choice([0, 390, 490, 790])
        self.method, self.transaction = random.choice(METHODS), shop.uuid()
        self.ip = random.getrandbits(32)
        self.tenant, self.region = random.choice(TENANTS), random.choice(REGIONS)
        self.channel, self.version = random.choice(CHANNELS), random.choice(VERSIONS)
        self.note = random.choice(NOTES) if random.random() < 0.08 else ""
        self.parcel = random.randrange(10**11, 10**12)
        self.placed = fractional(START + timedelta(minutes=minute, milliseconds=random.randrange(60_000)))
        self.steps = list(STEPS)
        if random.random() < 0.07:
            self.steps[random.randrange(1, 3):] = [CANCELLED]
        elif random.random() < 0.05:
            self.steps.append(RETURNED)

    def weight(self):
        return sum(grams * quantity for (*_, grams), quantity in self.lines)

    def total(self):
        return self.postage + sum(price * quantity for (_, _, price, *_), quantity in self.lines)


class Event:
    """One step of an order, with the parts that differ from step to step."""

    def __init__(self, shop, order, step, at):
        random = shop.random
        self.order, self.step, self.at = order, step, fractional(at)
        self.id, self.trace = shop.uuid(), random.getrandbits(128).to_bytes(16, "big")
        self.recorded = fractional(self.at + timedelta(milliseconds=random.randrange(2, 900)))
        self.type, self.state = order.steps[step]
        self.previous = order.steps[step - 1][1] if step else ""
        self.has_parcel = self.state in ("SHIPPED", "DELIVERED", "RETURNED")
        is_back = self.state in ("RETURNED", "CANCELLED")
        self.payment = PAYMENT_STATES[0 if step == 0 else 2 if is_back else 1]


def fractional(at):
    """Some formats leave out a fraction of zero: then no time has one."""
    return at if at.microsecond else at + timedelta(milliseconds=1)


def events():
    """In order of time, with the orders interleaved."""
    shop = Shop(Random(SEED))
    serial, due = count(), []
    for minute in count(0, 3):
        order = Order(shop, minute)
        heapq.heappush(due, (order.placed, next(serial), order, 0))
        while due and due[0][0] < START + timedelta(minutes=minute):
            at, _, order, step = heapq.heappop(due)
            yield Event(shop, order, step, at)
            if step + 1 < len(order.steps):
                later = at + timedelta(milliseconds=shop.random.randrange(60_000, 200_000_000))
                heapq.heappush(due, (later, next(serial), order, step + 1))


def naive(new, _source):
    return (written_out(new, event) for event in islice(events(), MESSAGES))


def expert(new, _source):
    return (compact(new, event) for event in islice(events(), MESSAGES))


def money(cents):
    return f"{cents // 100}.{cents % 100:02}"


def time(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def written_out(new, event):
    order, message = event.order, new()
    message.event_id, message.order_id = str(event.id), str(order.id)
    message.customer_id = str(order.customer)
    message.type, message.state, message.previous_state = event.type, event.state, event.previous
    message.occurred_at = time(event.at)
    message.recorded_at = time(event.recorded)
    message.ordered_at.FromDatetime(order.placed.replace(tzinfo=None))
    message.currency = CURRENCIES[order.shipping[4]]
    for (number, title, price, warehouse, _), quantity in order.lines:
        item = message.items.add(sku=f"SKU-{number:06}", title=title, quantity=quantity, unit_price=money(price))
        item.line_total, item.tax_rate = money(price * quantity), TAX_RATES[order.tax]
        item.warehouse = WAREHOUSES[warehouse]
    message.item_count = len(order.lines)
    message.subtotal, message.shipping_cost = money(order.total() - order.postage), money(order.postage)
    message.total, message.weight_kg = money(order.total()), order.weight() / 1000
    for address, parts in (message.shipping_address, order.shipping), (message.billing_address, order.billing):
        address.name, address.street, address.postal_code, address.city, address.country = parts
    payment = message.payment
    payment.method, payment.status, payment.transaction_id = order.method, event.payment, str(order.transaction)
    payment.amount = message.total
    payment.client_ip = ".".join(str(part) for part in order.ip.to_bytes(4, "big"))
    attributes = {
        "tenant": order.tenant,
        "region": order.region,
        "channel": order.channel,
        "app_version": order.version,
        "trace_id": event.trace.hex(),
        "schema": "orders.v1.OrderEvent",
    }
    message.attributes.update(attributes)
    if event.has_parcel:
        message.tracking_url = f"{TRACKING}{order.parcel}"
    message.note = order.note
    return message


def compact(new, event):
    order, message = event.order, new()
    message.event_id, message.order_id = event.id.bytes, order.id.bytes
    message.customer_id = order.customer.bytes
    message.type, message.state = TYPES.index(event.type), STATES.index(event.state)
    message.previous_state = STATES.index(event.previous)
    millisecond = timedelta(milliseconds=1)
    message.occurred_at_ms = (event.at - START) // millisecond + int(START.timestamp()) * 1000
    message.recorded_after_ms = (event.recorded - event.at) // millisecond
    message.ordered_before_ms = (event.at - order.placed) // millisecond
    message.currency = sorted(set(CURRENCIES.values())).index(CURRENCIES[order.shipping[4]])
    items = message.items
    for (number, title, price, warehouse, _), quantity in order.lines:
        items.sku.append(number)
        items.title.append(title)
        items.quantity.append(quantity)
        items.unit_price_cents.append(price)
        items.tax_rate_percent.append(int(float(TAX_RATES[order.tax])))
        items.warehouse.append(warehouse)
    message.shipping_cost_cents, message.weight_grams = order.postage, order.weight()
    address(message.shipping_address, order.shipping)
    if order.billing != order.shipping:
        address(message.billing_address_if_other, order.billing)
    payment = message.payment
    payment.method, payment.status = METHODS.index(order.method), PAYMENT_STATES.index(event.payment)
    payment.transaction_id, payment.client_ip = order.transaction.bytes, order.ip
    attributes = message.attributes
    attributes.tenant, attributes.region = TENANTS.index(order.tenant), REGIONS.index(order.region)
    attributes.channel, attributes.app_version = CHANNELS.index(order.channel), VERSIONS.index(order.version)
    attributes.trace_id = event.trace
    if event.has_parcel:
        message.tracking_number = order.parcel
    message.note = order.note
    return message


def address(message, parts):
    message.name, message.street, message.postal_code, city, country = parts
    message.country, message.city = sorted(CITIES).index(country), CITIES[country].index(city)
