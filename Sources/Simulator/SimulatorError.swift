/// What keeps the simulator from serving, apart from its options: the world around it.
package enum SimulatorError: Error, Equatable, CustomStringConvertible {
    /// The recording cannot be opened or read on.
    case unreadable(path: String, reason: String)
    /// A line of the recording is not a recorded answer, or its compression is broken there; lines count from 1.
    case badLine(path: String, line: Int, reason: String)
    /// The recording has no answer at all.
    case emptyRecording(path: String)
    /// The certificate or its key cannot be used.
    case badCertificate(reason: String)
    /// The address cannot be listened on.
    case cannotListen(ListenAddress, reason: String)

    /// One line for people.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .badLine(let path, let line, let reason): "\(path):\(line): \(reason)"
        case .emptyRecording(let path): "\(path) has no recorded answer"
        case .badCertificate(let reason): "cannot serve HTTPS: \(reason)"
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        }
    }
}
