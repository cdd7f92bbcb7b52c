"""Requests of Prometheus' remote write, version 1: every 15 seconds the series of a few nodes, services and a cluster's
state, 500 in a request. The expert's form is version 2 of the protocol. Names are those of common exporters, values
come from a seed."""

from random import Random

SEED = 20261129
NAIVE, EXPERT = ("remote_write.proto", "metrics.v1.WriteRequest"), ("remote_write_expert.proto", "metrics.v2.Request")
SCRAPES, SERIES_OF_A_REQUEST, START, INTERVAL = 12, 500, 1_772_323_200_000, 15_000

MODES = ["idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"]
MOUNTS = [("/dev/nvme0n1p2", "ext4", "/"), ("/dev/nvme0n1p1", "vfat", "/boot/efi"), ("/dev/nvme1n1", "xfs", "/var/lib/data")]
MEMORY = ["MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapTotal", "SwapFree", "Dirty", "Mapped", "Slab"]
COLLECTORS = ["cpu", "diskstats", "filesystem", "loadavg", "meminfo", "netclass", "netdev", "stat", "time", "uname"]
BOUNDS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"]
ROUTES = ["/api/v1/orders", "/api/v1/orders/:id", "/api/v1/customers/:id", "/api/v1/carts/:id/items", "/healthz"]
CODES = ["OK", "Canceled", "DeadlineExceeded", "NotFound", "Internal", "Unavailable"]
METHODS = ["GetStock", "ReserveStock", "ReleaseStock", "WatchStock"]
GO = ["goroutines", "threads", "memstats_alloc_bytes", "memstats_heap_inuse_bytes", "memstats_heap_objects",
      "memstats_next_gc_bytes", "memstats_stack_inuse_bytes", "memstats_sys_bytes"]
PROCESS = ["cpu_seconds_total", "max_fds", "open_fds", "resident_memory_bytes", "virtual_memory_bytes"]
PHASES = ["Failed", "Pending", "Running", "Succeeded", "Unknown"]
NAMESPACES = ["shop", "payments", "monitoring", "kube-system"]


class Series:
    def __init__(self, random, name, labels, is_counter, scale):
        self.labels = [("__name__", name), *sorted(labels.items())]
        self.random, self.is_counter, self.scale = random, is_counter, scale
        self.value = round(random.random() * scale * (1000 if is_counter else 1), 2)

    def scraped(self):
        """The next value. Much of what is scraped never changes."""
        if self.scale > 1 and self.random.random() < 0.6:
            step = round(self.random.random() * self.scale, 2)
            self.value = round(self.value + step, 2) if self.is_counter else step
        return self.value if self.scale < 100 else float(int(self.value))


class Exporters:
    def __init__(self, random):
        self.random, self.series = random, []

    def gauge(self, name, target, scale=1e9, **labels):
        self.series.append(Series(self.random, name, target | labels, False, scale))

    def counter(self, name, target, scale=1e3, **labels):
        self.series.append(Series(self.random, name, target | labels, True, scale))

    def node(self, target):
        for cpu in range(8):
            for mode in MODES:
                self.counter("node_cpu_seconds_total", target, 15, cpu=str(cpu), mode=mode)
        for device, kind, mount in MOUNTS:
            for what in "avail", "free", "size":
                self.gauge(f"node_filesystem_{what}_bytes", target, device=device, fstype=kind, mountpoint=mount)
        for device in "eth0", "lo", "cilium_host":
            for way in "receive", "transmit":
                for what in "bytes", "drop", "errs", "packets":
                    self.counter(f"node_network_{way}_{what}_total", target, 1e6 if what == "bytes" else 1e3, device=device)
        for what in MEMORY:
            self.gauge(f"node_memory_{what}_bytes", target)
        for collector in COLLECTORS:
            self.gauge("node_scrape_collector_duration_seconds", target, 2, collector=collector)
            self.gauge("node_scrape_collector_success", target, 1, collector=collector)

    def service(self, target):
        for route in ROUTES:
            for status in "200", "500":
                labels = {"method": "GET", "route": route, "status": status}
                for bound in BOUNDS:
                    self.counter("http_request_duration_seconds_bucket", target, le=bound, **labels)
                self.counter("http_request_duration_seconds_sum", target, 20, **labels)
                self.counter("http_request_duration_seconds_count", target, **labels)
        for method in METHODS:
            for code in CODES:
                labels = {"grpc_code": code, "grpc_method": method, "grpc_service": "stock.v1.StockService"}
                self.counter("grpc_client_handled_total", target, grpc_type="unary", **labels)
        for what in GO:
            self.gauge(f"go_{what}", target)
        for what in PROCESS:
            self.gauge(f"process_{what}", target)

    def pods(self, target):
        for number in range(60):
            namespace, hashed = NAMESPACES[number % 4], f"{self.random.getrandbits(32):08x}"
            app = ["web", "worker", "api", "cache", "queue"][number % 5]
            pod = {"namespace": namespace, "pod": f"{app}-{hashed}-{self.random.getrandbits(20):05x}"}
            for phase in PHASES:
                self.gauge("kube_pod_status_phase", target, 1, phase=phase, uid=hashed * 4, **pod)
            self.counter("kube_pod_container_status_restarts_total", target, 1, container=app, uid=hashed * 4, **pod)
            image = f"registry.example.com/{namespace}/{app}:v1.{number % 7}.0"
            for what in "memory_working_set_bytes", "cpu_usage_seconds_total", "fs_reads_total", "threads":
                self.counter(f"container_{what}", target, 1e5, container=app, image=image, **pod)


def requests():
    """Lists of labels, value and time."""
    exporters = Exporters(Random(SEED))
    common = {"cluster": "eu1"}
    for number in range(6):
        exporters.node(common | {"job": "node-exporter", "instance": f"10.12.{number}.17:9100"})
        service = {"job": "shop/api", "instance": f"10.12.{number}.90:8080", "namespace": "shop", "pod": f"api-7d9c-{number:05}"}
        exporters.service(common | service)
    exporters.pods(common | {"job": "kube-state-metrics", "instance": "10.12.0.4:8443"})
    for scrape in range(SCRAPES):
        at = START + scrape * INTERVAL
        samples = [(series.labels, series.scraped(), at) for series in exporters.series]
        for first in range(0, len(samples), SERIES_OF_A_REQUEST):
            yield samples[first : first + SERIES_OF_A_REQUEST]


def naive(new, _source):
    for request in requests():
        message = new()
        for labels, value, at in request:
            series = message.timeseries.add()
            for name, text in labels:
                series.labels.add(name=name, value=text)
            series.samples.add(value=value, timestamp=at)
        yield message


def expert(new, _source):
    for request in requests():
        message, places = new(), {"": 0}
        for labels, value, at in request:
            series = message.timeseries.add()
            for part in (part for label in labels for part in label):
                series.labels_refs.append(places.setdefault(part, len(places)))
            series.samples.add(value=value, timestamp=at)
        message.symbols.extend(places)
        yield message
