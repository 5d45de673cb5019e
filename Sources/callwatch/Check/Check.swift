import Alerting
import ArgumentParser
import ConfigFiles
import Daemon
import Diagnostics
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Finds every mistake in rule files and configuration.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every mistake in rule files and configuration.",
        discussion: """
            With neither --config nor PATHs it reads rules/callwatch.yaml. Without --config, PATHs are rule files or \
            folders of *.rules.yaml; what a catalog says, and which time intervals there are, is then not known and \
            not checked.

            Example:
              callwatch check --config rules/callwatch.yaml
              callwatch check --format json rules/backlog.rules.yaml
              callwatch check --config rules/callwatch.yaml --render supervisors
              callwatch check --config rules/callwatch.yaml --route alertname=QueueBacklog severity=critical vdn=170
            """
    )

    @Option(help: "The configuration file; - is standard input.")
    var config: String?

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    @Flag(help: "Fail for warnings too.")
    var strict = false

    @Option(help: "Also print what each integration of this receiver would send about a sample group.")
    var render: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Also print the way of an alert with these labels through the routing tree, and who is told.",
            valueName: "label=value"
        )
    )
    var route: [String] = []

    @Option(help: "The time for which --route looks at mute and active intervals (RFC 3339); now if absent.")
    var at: Timestamp?

    @Argument(help: "Rule files, or folders of *.rules.yaml; - is standard input.")
    var paths: [String] = []

    /// The inputs that the command line names.
    private var named: [String] { [config].compactMap(\.self) + paths }

    func validate() throws {
        try StandardInput.requireOneUse(among: named)
        if render != nil || !route.isEmpty {
            if render != nil, !route.isEmpty { throw ValidationError("Give either --render or --route.") }
            if !paths.isEmpty { throw ValidationError("--render and --route look at a configuration: use --config.") }
            _ = try labels()
        }
        if at != nil, route.isEmpty { throw ValidationError("--at goes with --route.") }
    }

    /// The labels of `--route`.
    private func labels() throws -> Labels {
        var labels = Labels()
        for text in route {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw ValidationError("`\(text)` is no LABEL=VALUE.")
            }
            let name = text[..<equals]
            let value = text[text.index(after: equals)...]
            if name.hasSuffix("!") || value.hasPrefix("~") {
                throw ValidationError(
                    "`\(text)` is a matcher; an alert has values: LABEL=VALUE. One that begins so: 'LABEL=\"~VALUE\"'."
                )
            }
            labels = labels.overlaid(with: [(String(name), try Self.unquoted(value, in: text))])
        }
        return labels
    }

    /// A value without the quotes around it, as matchers have them.
    private static func unquoted(_ value: Substring, in text: String) throws -> String {
        guard value.first == "\"" else { return String(value) }
        do {
            return try Matcher(parsing: "value=\(value)").value
        } catch {
            throw ValidationError("`\(text)` is no LABEL=VALUE: \(error.message).")
        }
    }

    func run() throws {
        if render != nil || !route.isEmpty { return try show() }
        let diagnostics = findings()
        switch format {
        case .json: try Console.result(DiagnosticRenderer().json(diagnostics))
        case .text:
            let renderer = DiagnosticRenderer(isColoured: Console.wantsColour(on: STDOUT_FILENO))
            if !diagnostics.isEmpty { try Console.result(renderer.text(diagnostics)) }
            Console.message(summary(diagnostics))
        }
        if diagnostics.hasErrors || (strict && !diagnostics.isEmpty) { throw ExitStatus.fault }
    }

    /// Prints a preview or a way through the tree; mistakes of the configuration instead, or warnings besides.
    private func show() throws {
        let loaded = ConfigurationFiles.load(
            config ?? Run.defaultConfiguration,
            files: StandardInput.files(for: named)
        )
        let renderer = DiagnosticRenderer(isColoured: Console.wantsColour(on: STDERR_FILENO))
        if !loaded.diagnostics.isEmpty { Console.message(renderer.text(loaded.diagnostics)) }
        guard let settings = loaded.value, !(strict && !loaded.diagnostics.isEmpty) else { throw ExitStatus.fault }
        if let render {
            guard let preview = ReceiverPreview(render, settings) else {
                let names = settings.alerting.receivers.keys.sorted()
                let near = nearestName(to: render, among: names)
                let list = names.map { "`\($0)`" }.joined(separator: ", ")
                let help = near.map { "did you mean `\($0)`?" } ?? "it has \(list)"
                let message = "error: the configuration has no receiver `\(render)`; \(help)"
                Console.message(message.withoutControlCharacters)
                throw ExitStatus.fault
            }
            try Console.result(format == .json ? preview.json : preview.text)
        } else {
            let report = RouteReport(try labels(), at: at ?? SteadyClock.systemTime(), settings)
            try Console.result(format == .json ? report.json : report.text)
            if !report.reachesSomebody { throw ExitStatus.fault }
        }
    }

    private func findings() -> [Diagnostic] {
        var found: [Diagnostic] = []
        let files = StandardInput.files(for: named)
        if config != nil || paths.isEmpty {
            let path = config ?? Run.defaultConfiguration
            found += ConfigurationFiles.load(path, files: files).diagnostics
        }
        if !paths.isEmpty { found += RuleFiles.check(paths, files: files) }
        return found.inOrder()
    }

    private func summary(_ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        guard !diagnostics.isEmpty else { return "no mistakes found" }
        func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
        return "\(counted(errors, "error")), \(counted(warnings, "warning"))"
    }
}
