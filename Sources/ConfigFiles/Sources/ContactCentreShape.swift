import Diagnostics
import Model
import YAML

extension Shape where Value == ContactCentreSettings {
    /// The settings of a contact centre (`cc_cms`).
    static func contactCentre(_ files: FileReader) -> Shape {
        .mapping("`cc_cms`") { reader in
            let address = reader.required("url", .baseAddress)
            let accessKey = reader.required("access_key", .accessKey)
            let secretKey = reader.required("secret_key", .secret)
            let signed = reader.optional("signed_headers", .signedHeaders)
            let timestamp = reader.optional("timestamp", Shape<ContactCentreSettings.TimestampForm>.word)
            let tls = reader.optional("tls_config", .tls(files))
            let proxy = reader.optional("proxy_url", .proxy)
            let concurrency = reader.optional("concurrency", .integer(in: 1...1000))
            let targets = reader.required(
                "targets",
                Shape<[WrittenTarget]>.list(of: .target, isEmptyAllowed: false).located
            )
            guard let address, let accessKey, let secretKey, let targets else { return nil }
            guard let joined = TargetList(targets.value).joined() else {
                reader.report(.tooManyCodes(at: targets.range))
                return nil
            }
            return ContactCentreSettings(
                url: baseURL(address),
                accessKey: accessKey,
                secretKey: secretKey,
                signedHeaders: signed ?? ["host"],
                timestamp: timestamp ?? .seconds,
                tls: tls ?? TLSSettings(),
                proxyURL: proxy,
                concurrency: concurrency ?? 8,
                targets: joined
            )
        }
    }

    /// Where the interface lies unless the URL has a path of its own.
    private static let defaultPath = "/rest/cmsapp/v1/openapi"

    private static func baseURL(_ address: WebAddress) -> String {
        address.path.allSatisfy { $0 == "/" }
            ? address.withoutTrailingSlash + defaultPath : address.withoutTrailingSlash
    }
}

extension Shape where Value == Secret {
    /// An access key: the signature's parts stand between slashes.
    fileprivate static var accessKey: Shape {
        .scalar("a text") { scalar, subject, diagnostics in
            let key = scalar.text.text
            guard let secret = secret.read(.scalar(scalar), as: subject, into: &diagnostics) else { return nil }
            guard key.unicodeScalars.allSatisfy({ $0 != "/" && $0.value > 0x20 && $0.value != 0x7F }) else {
                diagnostics.append(.badAccessKey(at: scalar.range))
                return nil
            }
            return secret
        }
    }
}

extension Shape where Value == [String] {
    /// The headers that can be signed.
    private enum SignableHeader: String, CaseIterable {
        case contentLength = "content-length"
        case contentType = "content-type"
        case host
    }

    /// The names of headers to be signed, `host` among them, each once and in lower case.
    fileprivate static var signedHeaders: Shape {
        let header = Shape<SignableHeader>.scalar("a header") { scalar, subject, diagnostics in
            if let header = SignableHeader(rawValue: scalar.text.text.lowercased()) { return header }
            return Shape<SignableHeader>.word.read(.scalar(scalar), as: subject, into: &diagnostics)
        }
        let list = Shape<[SignableHeader]>.list(of: header)
        return Shape("a list of headers", example: "[host]") { node, subject, diagnostics in
            guard let headers = list.read(node, as: subject, into: &diagnostics) else { return nil }
            guard headers.contains(.host) else {
                diagnostics.append(.hostNotSigned(at: node.range))
                return nil
            }
            return Set(headers.map(\.rawValue)).sorted()
        }
    }
}

/// One of `targets` as it is written.
struct WrittenTarget {
    var ccId: Int64
    var vdn: Int64
    var codes: WrittenCodes
}

/// Access codes as they are written.
enum WrittenCodes {
    case all
    case ranges([ClosedRange<Int64>])
}

extension Shape where Value == WrittenTarget {
    fileprivate static var target: Shape {
        .mapping("a target") { reader in
            let ccId = reader.required("cc_id", .integer(in: 1...65_535))
            let vdn = reader.required("vdn", .integer(in: 1...5000))
            let codes = reader.required("inno_ids", .codes)
            guard let ccId, let vdn, let codes else { return nil }
            return WrittenTarget(ccId: Int64(ccId), vdn: Int64(vdn), codes: codes)
        }
    }
}

extension Shape where Value == WrittenCodes {
    fileprivate static var codes: Shape {
        .either(
            "a list of access codes, or `all`",
            scalar: .parsed("a list of access codes, or `all`", example: "[1, 2, 10-40]") { text in
                text.text == "all" ? .all : nil
            },
            list: Shape<[ClosedRange<Int64>]>.list(of: .codeRange, isEmptyAllowed: false).map { .ranges($0) }
        )
    }
}

extension Shape where Value == ClosedRange<Int64> {
    /// The greatest id that is read exactly from an answer.
    private static var maximumCode: Int64 { 9_007_199_254_740_992 }

    /// An access code or a range of them.
    fileprivate static var codeRange: Shape {
        .parsed("an access code, or a range of them", example: "10-40") { text in
            let ends = text.text.split(separator: "-", omittingEmptySubsequences: false)
            guard (1...2).contains(ends.count), let low = code(ends[0]), let high = code(ends[ends.count - 1]),
                low <= high
            else { return nil }
            return low...high
        }
    }

    private static func code(_ digits: Substring) -> Int64? {
        let isNumber = digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        guard isNumber, let code = Int64(digits), code <= maximumCode else { return nil }
        return code
    }
}

/// Targets with those of equal call centre and VDN joined.
struct TargetList {
    /// The most codes that a source may ask for: twice what a contact centre of the greatest size has.
    static let maximumCodes: Int64 = 5_000_000

    private struct Key: Hashable {
        var ccId: Int64
        var vdn: Int64
    }

    private var order: [Key] = []
    private var codes: [Key: WrittenCodes] = [:]

    init(_ targets: [WrittenTarget]) {
        for target in targets {
            let key = Key(ccId: target.ccId, vdn: target.vdn)
            switch (codes[key], target.codes) {
            case (nil, _):
                order.append(key)
                codes[key] = target.codes
            case (.ranges(let known), .ranges(let more)): codes[key] = .ranges(known + more)
            case (.all, _), (_, .all): codes[key] = .all
            }
        }
    }

    /// The targets in the order they are written, codes ascending and each once; nil when there are too many codes.
    func joined() -> [ContactCentreSettings.Target]? {
        let merged = order.map { key in (key: key, ranges: ranges(of: key)) }
        var total: Int64 = 0
        for range in merged.flatMap({ $0.ranges ?? [] }) {
            // Codes are at most 2^53, so that a range's length cannot overflow.
            total += range.upperBound - range.lowerBound + 1
            guard total <= Self.maximumCodes else { return nil }
        }
        return merged.map { key, ranges in
            ContactCentreSettings.Target(
                ccId: key.ccId,
                vdn: key.vdn,
                codes: ranges.map { .listed($0.flatMap(Array.init)) } ?? .all
            )
        }
    }

    /// The codes as ranges that ascend and do not overlap; nil for all codes.
    private func ranges(of key: Key) -> [ClosedRange<Int64>]? {
        guard case .ranges(let ranges) = codes[key] else { return nil }
        var merged: [ClosedRange<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
