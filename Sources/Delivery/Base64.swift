import FoundationEssentials

/// Base64 of RFC 4648 section 4.
enum Base64 {
    /// The text of `bytes`, in one line, padded.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }
}
