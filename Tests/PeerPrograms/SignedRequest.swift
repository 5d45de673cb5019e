// Full Foundation for URL.
import Foundation

/// A client that signs its requests by the interface's rules and shares no code with ours.
package enum SignedRequest {
    /// The Python script: its first lines say how it is called.
    package static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Programs/signed_request.py").path
}
