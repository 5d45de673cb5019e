import Alerting

/// Text as it stands in a column.
///
/// Labels come over HTTP and may hold U+0000. SQLite's C strings end there, PostgreSQL's text refuses it, and two keys
/// cut to the same beginning would be one. So U+0000 is stored as U+0001 `0`, and U+0001 as U+0001 `1`; all other text
/// is stored as it is.
extension String {
    /// The text for a column.
    var stored: String {
        guard utf8.contains(where: { $0 <= 1 }) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0: result += "\u{1}0"
            case 1: result += "\u{1}1"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text that ``stored`` put into a column.
    init(stored: String) {
        guard stored.utf8.contains(1) else {
            self = stored
            return
        }
        self = ""
        var follows = false
        for scalar in stored.unicodeScalars {
            if follows {
                unicodeScalars.append(scalar == "0" ? "\u{0}" : "\u{1}")
                follows = false
            } else if scalar == "\u{1}" {
                follows = true
            } else {
                unicodeScalars.append(scalar)
            }
        }
    }
}

extension Delivery.Lane {
    /// One text for each lane: the parts, each as ``Swift/String/stored``, with U+0001 `,` between them, which no part
    /// contains.
    var stored: String {
        let parts = [receiver, integration, recipient.map { "=" + $0 } ?? "", groupKey]
        return parts.map(\.stored).joined(separator: Self.separator)
    }

    private static let separator = "\u{1},"

    /// What lanes of one receiver's integration have in common, of a lane as it is stored: its first two parts.
    static func integration(stored lane: String) -> Substring {
        let bytes = lane.utf8
        // U+0001 with the comma behind it stands between parts alone.
        let ends = bytes.indices.lazy.filter { index in
            bytes[index] == 1 && bytes[bytes.index(after: index)...].first == UInt8(ascii: ",")
        }
        return lane[..<(ends.dropFirst().first ?? lane.endIndex)]
    }
}
