import JSON
package import Logging
package import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Writes log records to standard error, one a line: text for people or JSON for programs.
package struct ConsoleLog: LogHandler {
    /// The form of a record.
    package enum Form: String, Sendable, CaseIterable {
        /// `2026-01-01T00:00:00Z info message key=value`.
        case text
        /// One object with `time`, `level`, `message` and the metadata.
        case json
    }

    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let form: Form
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable (String) -> Void

    /// A handler that writes records of `level` and above.
    package init(
        form: Form,
        level: Logger.Level,
        now: @escaping @Sendable () -> Timestamp = SteadyClock.systemTime,
        write: @escaping @Sendable (String) -> Void = ConsoleLog.writeToStandardError
    ) {
        self.form = form
        self.logLevel = level
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
            .map { ($0.key, "\($0.value)") }
            .sorted { $0.0 < $1.0 }
        write(line(level: event.level, message: "\(event.message)", all) + "\n")
    }

    private func line(level: Logger.Level, message: String, _ metadata: [(String, String)]) -> String {
        switch form {
        case .json:
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("time", now().rfc3339)
                writer.member("level", level.rawValue)
                writer.member("message", message)
                for (key, value) in metadata { writer.member(key, value) }
            }
            return writer.text
        case .text:
            let pairs = metadata.map { " \($0.0)=\(Self.quotedIfNeeded($0.1))" }.joined()
            return "\(now().rfc3339) \(level.rawValue) \(Self.oneLine(message))\(pairs)"
        }
    }

    /// A value as it stands behind `key=`, in quotes where it would otherwise fall apart.
    private static func quotedIfNeeded(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy { $0 != " " && $0 != "\"" && $0 != "=" && isPartOfALine($0) }
        return isPlain ? value : "\"\(oneLine(value.escapedForMatcher))\""
    }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isPartOfALine($0) ? $0 : " " }))
    }

    /// Whether a character neither ends a line nor commands a terminal.
    private static func isPartOfALine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    /// Writes the whole text in one call, so that records of two threads do not mix.
    package static let writeToStandardError: @Sendable (String) -> Void = { text in
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            // Nobody reads the log any more: there is no better place to say so.
            guard written > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(written, 0))
        }
    }
}
