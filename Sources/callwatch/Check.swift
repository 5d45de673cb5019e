import ArgumentParser
import ConfigFiles
import Daemon
import Diagnostics

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
            """
    )

    @Option(help: "The configuration file; - is standard input.")
    var config: String?

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    @Flag(help: "Fail for warnings too.")
    var strict = false

    @Argument(help: "Rule files, or folders of *.rules.yaml; - is standard input.")
    var paths: [String] = []

    /// The inputs that the command line names.
    private var named: [String] { [config].compactMap(\.self) + paths }

    func validate() throws {
        try StandardInput.requireOneUse(among: named)
    }

    func run() throws {
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
