import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// What the kernel says of this process, under the names that every Prometheus client gives it.
struct ProcessFigures: Sendable {
    var cpuSeconds: Double
    var residentBytes: Double
    var virtualBytes: Double
    var startSeconds: Double
    var openDescriptors: Double
    var maximumDescriptors: Double

    /// The figures now, from proc(5); nil where there is no /proc.
    static func current() -> ProcessFigures? {
        guard let stat = text("/proc/self/stat"), let system = text("/proc/stat"), let name = stat.lastIndex(of: ")")
        else { return nil }
        // The command's name may hold spaces and brackets; the fields that count come behind its last bracket.
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        func field(_ number: Int) -> Double {
            fields.indices.contains(number - 3) ? Double(fields[number - 3]) ?? 0 : 0
        }
        let boot = system.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        var limit = rlimit()
        let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        return ProcessFigures(
            cpuSeconds: (field(14) + field(15)) / ticks,
            residentBytes: field(24) * Double(sysconf(Int32(_SC_PAGESIZE))),
            virtualBytes: field(23),
            startSeconds: (boot ?? 0) + field(22) / ticks,
            openDescriptors: Double(descriptors ?? 0),
            maximumDescriptors: hasLimit ? Double(limit.rlim_cur) : 0
        )
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    func write(to writer: inout ExpositionWriter) {
        let figures: [(String, ExpositionWriter.Kind, String, Double)] = [
            ("process_cpu_seconds_total", .counter, "Processor time used.", cpuSeconds),
            ("process_resident_memory_bytes", .gauge, "Memory in use.", residentBytes),
            ("process_virtual_memory_bytes", .gauge, "Address space in use.", virtualBytes),
            ("process_start_time_seconds", .gauge, "When the process started.", startSeconds),
            ("process_open_fds", .gauge, "Open file descriptors.", openDescriptors),
            ("process_max_fds", .gauge, "Greatest number of open file descriptors.", maximumDescriptors),
        ]
        for (name, kind, help, value) in figures {
            writer.family(name, kind, help)
            writer.sample(name, value)
        }
    }
}
