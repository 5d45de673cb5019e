/// What a file in the form of PEM (RFC 7468) is to hold.
enum PEMKind: String {
    case certificate = "certificate"
    case privateKey = "private key"

    /// The labels that OpenSSL takes for it.
    private var labels: [String] {
        switch self {
        case .certificate: ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]
        case .privateKey: ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]
        }
    }

    /// The line that such a block begins with as a rule.
    var example: String { "-----BEGIN \(labels[0])-----" }

    /// Whether a block of the kind is in `bytes`; whether what is in it is any good, those who use it say.
    func isIn(_ bytes: [UInt8]) -> Bool {
        let lines = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        return labels.contains { label in
            let (begin, end) = ("-----BEGIN \(label)-----", "-----END \(label)-----")
            guard let start = lines.firstIndex(where: { $0.starts(with: begin.utf8) }) else { return false }
            return lines[start...].contains { $0.starts(with: end.utf8) }
        }
    }
}
