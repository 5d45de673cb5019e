/// One entry of `sources`: where polls come from and how often.
package struct SourceSettings: Sendable, Hashable {
    /// Where the polls come from.
    package enum Origin: Sendable, Hashable {
        /// A contact centre that is asked.
        case contactCentre(ContactCentreSettings)
        /// A recording; the path, `-` for standard input.
        case recording(path: String)
    }

    /// The name, also the series' label `source`.
    package var name: String
    /// The time between two cycles; at least 1 s.
    package var interval: TimeSpan
    /// The time a request may take, connecting included.
    package var timeout: TimeSpan
    /// How long no good poll may come before `SourceDown` fires.
    package var downAfter: TimeSpan
    /// Labels of all its series.
    package var labels: Labels
    /// Where every poll is appended in the recorded form; nil for nowhere.
    package var record: String?
    /// Where the polls come from.
    package var origin: Origin

    /// A source.
    package init(
        name: String,
        interval: TimeSpan = .seconds(15),
        timeout: TimeSpan = .seconds(5),
        downAfter: TimeSpan = .minutes(1),
        labels: Labels = [:],
        record: String? = nil,
        origin: Origin
    ) {
        self.name = name
        self.interval = interval
        self.timeout = timeout
        self.downAfter = downAfter
        self.labels = labels
        self.record = record
        self.origin = origin
    }
}

/// How a contact centre is asked (`cc_cms`).
package struct ContactCentreSettings: Sendable, Hashable {
    /// The form of the time in a signature.
    package enum TimestampForm: String, Sendable, Hashable, CaseIterable {
        /// `2024-10-31T14:06:52Z`.
        case seconds
        /// `2024-10-31T14:06:52.123Z`.
        case milliseconds
    }

    /// The access codes of one VDN.
    package struct Target: Sendable, Hashable {
        /// Which codes are asked for.
        package enum Codes: Sendable, Hashable {
            /// These, ascending and each once.
            case listed([Int64])
            /// All that `/vdn/queryaccesscodeinfo` lists, asked again every hour.
            case all
        }

        /// The call centre, 1 to 65,535.
        package var ccId: Int64
        /// The VDN, 1 to 5,000.
        package var vdn: Int64
        /// Its access codes.
        package var codes: Codes

        /// The codes of a VDN.
        package init(ccId: Int64, vdn: Int64, codes: Codes) {
            self.ccId = ccId
            self.vdn = vdn
            self.codes = codes
        }
    }

    /// The base URL with its path, without a slash at the end.
    package var url: String
    /// The access key.
    package var accessKey: Secret
    /// The secret key.
    package var secretKey: Secret
    /// The names of the headers that are signed, `host` among them.
    package var signedHeaders: [String]
    /// The form of the time in the signature.
    package var timestamp: TimestampForm
    /// How the peer is checked.
    package var tls: TLSSettings
    /// The proxy's URL; nil for the environment's.
    package var proxyURL: Secret?
    /// How many requests may run at once.
    package var concurrency: Int
    /// What is asked for; no two have equal ccId and vdn.
    package var targets: [Target]

    /// The settings of a contact centre.
    package init(
        url: String,
        accessKey: Secret,
        secretKey: Secret,
        signedHeaders: [String] = ["host"],
        timestamp: TimestampForm = .seconds,
        tls: TLSSettings = TLSSettings(),
        proxyURL: Secret? = nil,
        concurrency: Int = 8,
        targets: [Target]
    ) {
        self.url = url
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.signedHeaders = signedHeaders
        self.timestamp = timestamp
        self.tls = tls
        self.proxyURL = proxyURL
        self.concurrency = concurrency
        self.targets = targets
    }
}
