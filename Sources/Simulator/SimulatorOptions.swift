/// Everything that can be set about the simulated contact centre; the defaults are those of the command line.
package struct SimulatorOptions: Sendable {
    /// Who is let in.
    package enum Authentication: Sendable {
        /// Requests signed with these keys, whose timestamp is at most `tolerance` off (see ``SignatureCheck``).
        case signed(accessKey: String, secretKey: String, tolerance: Duration = .seconds(15 * 60))
        /// Everybody.
        case none
    }

    /// Where the counters come from.
    package enum Content: Sendable {
        /// The queueing model, for one call centre with these VDNs, each with all of these access codes.
        ///
        /// It starts `timeOfDay` after its midnight. The default is two minutes into the first rush of the first code.
        case model(
            ccId: Int = 1,
            vdns: [Int] = [170],
            innoIds: [Int] = Array(1...12),
            timeOfDay: Duration = .seconds(9 * 3600 + 120)
        )
        /// A file of recorded polls, gzip or plain; `-` is standard input. It is read more than once, so any
        /// other cannot be a pipe.
        case recording(path: String)
    }

    /// The PEM files that make the server speak HTTPS.
    package struct TLSFiles: Sendable {
        /// The certificate and those it hangs on, leaf first.
        package var certificate: String
        /// The certificate's private key, without a passphrase.
        package var privateKey: String

        /// Two PEM files.
        package init(certificate: String, privateKey: String) {
            self.certificate = certificate
            self.privateKey = privateKey
        }
    }

    /// Where to listen.
    package var listen = ListenAddress(host: "127.0.0.1", port: 28080)
    /// HTTPS with these files, or else HTTP.
    package var tls: TLSFiles?
    /// Who is let in.
    package var authentication = Authentication.signed(accessKey: "demo", secretKey: "demo-secret")
    /// Where the counters come from.
    package var content = Content.model()
    /// What all randomness starts from: callers and faults.
    package var seed: UInt64 = 1
    /// Seconds of the simulated time in a real one; above 0, at most 10,000.
    package var speed = 1.0
    /// What goes wrong, and how often.
    package var faults: [Fault] = []
    /// How long ``Fault/Kind/slow`` holds an answer back.
    package var slowness = Duration.seconds(5)

    /// The command line's defaults.
    package init() {}

    /// The first mistake in the settings, in the words of the command line.
    func validate() throws(SimulatorOptionError) {
        guard speed > 0, speed <= 10_000 else {
            throw SimulatorOptionError(
                flag: "--speed",
                value: speed.description,
                problem: "is not above 0 and at most 10000",
                remedy: "give seconds of simulated time for each real one, as in 60"
            )
        }
        if case .signed(let accessKey, _, _) = authentication, accessKey.isEmpty || accessKey.contains("/") {
            throw SimulatorOptionError(
                flag: "--access-key",
                value: accessKey,
                problem: accessKey.isEmpty ? "is empty" : "has a slash, which separates the parts of a signature",
                remedy: "choose another key, or let everybody in with --no-auth"
            )
        }
        if case .model(let ccId, let vdns, let innoIds, _) = content {
            try Self.requireNumbers([ccId], flag: "--cc-id", in: InterfaceLimits.ccId)
            try Self.requireNumbers(vdns, flag: "--vdn", in: InterfaceLimits.vdn)
            try Self.requireNumbers(innoIds, flag: "--codes", in: InterfaceLimits.innoId)
        }
        var kinds: Set<Fault.Kind> = []
        for fault in faults where !kinds.insert(fault.kind).inserted {
            throw SimulatorOptionError(
                flag: "--fault",
                value: fault.kind.name,
                problem: "is given twice",
                remedy: "keep one rate for it"
            )
        }
    }

    private static func requireNumbers(
        _ numbers: [Int],
        flag: String,
        in range: ClosedRange<Int>
    ) throws(SimulatorOptionError) {
        let wrong = numbers.first { !range.contains($0) }
        guard wrong != nil || numbers.isEmpty else { return }
        throw SimulatorOptionError(
            flag: flag,
            value: wrong.map(String.init) ?? "",
            problem: wrong == nil ? "has no number" : "is outside \(range.lowerBound) to \(range.upperBound)",
            remedy: "give numbers from \(range.lowerBound) to \(range.upperBound)"
        )
    }

    private static let largestList = 100_000

    /// Reads numbers and ranges between commas, such as `170,171` or `1-12,20`: sorted, each once.
    ///
    /// `flag` is named in the mistake. A range may hold 100,000 numbers at most, and no list begins another after that.
    package static func numbers(parsing text: String, flag: String) throws(SimulatorOptionError) -> [Int] {
        var numbers: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
            guard
                let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 0, last >= first
            else {
                throw SimulatorOptionError(
                    flag: flag,
                    value: text,
                    problem: "`\(part)` is neither a number nor a range",
                    remedy: "write numbers and ranges between commas, as in 1-12,20"
                )
            }
            guard last - first < largestList, numbers.count < largestList else {
                throw SimulatorOptionError(
                    flag: flag,
                    value: text,
                    problem: "these are too many numbers",
                    remedy: "give at most \(largestList)"
                )
            }
            numbers.formUnion(first...last)
        }
        return numbers.sorted()
    }
}

/// The ranges that the interface's page gives for its numbers.
enum InterfaceLimits {
    static let ccId = 1...65_535
    static let vdn = 1...5_000
    /// The page gives no range for an access code; every positive `int` of the vendor's platform is one.
    static let innoId = 1...Int(Int32.max)
    static let innoIdsPerRequest = 1...500
}
