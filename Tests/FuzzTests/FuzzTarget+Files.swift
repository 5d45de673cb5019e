import Alerting
import ConfigFiles
import Diagnostics
import Model
import TestSupport
import YAML

// The doors for whole files.

extension FuzzTarget {
    private static let keys = [
        "groups:", "name:", "matchers:", "let:", "labels:", "rules:", "alert:", "when:", "levels:", "severity:", "for:",
        "keep_firing_for:", "resolve_when:", "resolve_no_data_after:", "annotations:", "active_time_intervals:",
        "mute_time_intervals:", "slas:", "include:", "sources:", "interval:", "catalog:", "cc_cms:", "url:",
        "access_key:", "secret_key:", "targets:", "cc_id:", "vdn:", "inno_ids:", "recording:", "record:", "route:",
        "routes:", "receiver:", "receivers:", "group_by:", "group_wait:", "continue:", "webhook_configs:",
        "email_configs:", "to:", "smtp:", "global:", "server:", "listen:", "users:", "storage:", "log:",
        "time_intervals:", "times:", "weekdays:", "days_of_month:", "months:", "years:", "location:", "rule_files:",
        "config_file:", "evaluation_interval:", "tests:", "input_series:", "series:", "values:", "events:",
        "alert_rule_test:", "eval_time:", "alertname:", "exp_alerts:", "notification_test:", "exp_notifications:",
        "group_eval_order:", "start_timestamp:", "builtin_alerts:", "staleness:",
    ]
    private static let yaml = [
        ": ", "- ", "? ", "[", "]", "{", "}", "'", "\"", "\\", "|\n", ">-\n", "&a ", "*a ", "!x ", "!!str ", " #", ", ",
        "%YAML 1.1\n", "---\n", "...\n", "<<: *a", "~", "null", "{{ ", " }}", "\\x4", "\\uD800", "${env:A}",
        "${file:A}", "$$", "-- a.rules.yaml --\n", "monday:friday", "09:00", "24:00", "-1", "1:-1", "january",
        "Europe/Berlin", "Local", "https://h", "a@b", "1-500", "0+1x10", "_x5", "stale", "1m", "5%",
    ]
    private static let everyWord = keys + yaml + RandomText.words

    static let yamlFiles = FuzzTarget(
        name: "yaml",
        inputs: 3000,
        corpus: {
            try Corpus.files(in: "Tests/YAMLTests/Fixtures", suffix: ".yaml")
                + Corpus.files(in: "rules", suffix: ".yaml")
        },
        words: keys + yaml,
        made: { generator in
            var text = RandomText(generator)
            defer { generator = text.generator }
            return Array(text.yaml(depth: 5).utf8)
        }
    ) { bytes in
        let document = YAMLReader.read(bytes: bytes, name: "a.yaml")
        let complaints = document.diagnostics.flatMap(Trial.complaints)
        let places = document.node.map { Trial.complaints(aboutPlacesIn: $0) } ?? []
        return Verdict(features: document.diagnostics.map(\.id).uniqued(), complaint: (complaints + places).first)
    }

    static let ruleFiles = FuzzTarget(
        name: "rules",
        inputs: 500,
        corpus: {
            let documented = try Corpus.documentation("rules").map { Array("-- a.rules.yaml --\n\($0)".utf8) }
            let fixtures = try Corpus.files(in: "Tests/ConfigFilesTests/Fixtures", suffix: ".txt")
            return try documented + fixtures.filter { FileBundle($0).names.contains { $0.hasSuffix(".rules.yaml") } }
                + [Corpus.shipped()]
        },
        words: everyWord,
        made: { generator in
            var text = RandomText(generator)
            defer { generator = text.generator }
            return Array("-- a.rules.yaml --\n\(text.ruleFile())".utf8)
        }
    ) { bytes in
        let bundle = FileBundle(bytes)
        let paths = bundle.names.filter { $0.hasSuffix(".rules.yaml") }
        let loaded = RuleFiles.load(paths, files: bundle.access)
        var complaints = Trial.complaints(about: loaded)
        if RuleFiles.check(paths, files: bundle.access).map(\.id) != loaded.diagnostics.map(\.id) {
            complaints.append("`check` and `load` say different things")
        }
        if let rules = loaded.value { complaints += Trial.complaints(about: rules) }
        return Verdict(features: loaded.diagnostics.map(\.id).uniqued(), complaint: complaints.first)
    }

    static let configurations = FuzzTarget(
        name: "configurations",
        inputs: 700,
        corpus: {
            let rules =
                "-- a.rules.yaml --\ngroups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1 }] }]\n"
            let documented = try Corpus.documentation("configuration").map {
                Array("\(rules)-- callwatch.yaml --\n\($0)".utf8)
            }
            let sections = try Corpus.documentation("section").map { section in
                Array(
                    "\(rules)-- callwatch.yaml --\nroute: { receiver: ops }\nreceivers: [{ name: ops }]\n\(section)"
                        .utf8
                )
            }
            let fixtures = try Corpus.files(in: "Tests/ConfigFilesTests/Fixtures", suffix: ".txt")
            return try documented + sections + fixtures.filter { FileBundle($0).names.contains("callwatch.yaml") }
                + [Corpus.shipped()]
        },
        words: everyWord
    ) { bytes in
        let bundle = FileBundle(bytes)
        let loaded = ConfigurationFiles.load("callwatch.yaml", files: bundle.access)
        var complaints = Trial.complaints(about: loaded)
        if let settings = loaded.value { complaints += Trial.complaints(about: settings.alerting) }
        return Verdict(features: loaded.diagnostics.map(\.id).uniqued(), complaint: complaints.first)
    }

    static let testFiles = FuzzTarget(
        name: "tests",
        inputs: 500,
        corpus: {
            let rules = """
                -- voice.rules.yaml --
                groups: [{ name: voice, rules: [{ alert: QueueBacklog, when: queueCallCount above 10, for: 2m }] }]
                -- callwatch.yaml --
                sources: [{ name: cloud, recording: "-" }]
                route: { receiver: ops }
                receivers: [{ name: ops, webhook_configs: [{ url: "https://chat.example.com/hook" }] }]

                """
            let documented = try Corpus.documentation("test").map { Array("\(rules)-- a.test.yaml --\n\($0)".utf8) }
            let fixtures = try Corpus.files(in: "Tests/ConfigFilesTests/Fixtures", suffix: ".txt")
            return documented + fixtures.filter { FileBundle($0).names.contains { $0.hasSuffix(".test.yaml") } }
        },
        words: everyWord
    ) { bytes in
        let bundle = FileBundle(bytes)
        let files = TestFiles.load(bundle.names.filter { $0.hasSuffix(".test.yaml") }, files: bundle.access)
        let diagnostics = files.flatMap(\.diagnostics)
        var complaints = diagnostics.flatMap(Trial.complaints)
        for file in files {
            if !file.tests.isEmpty, file.diagnostics.hasErrors { complaints.append("there are tests beside errors") }
            for test in file.tests { _ = test.run() }
        }
        return Verdict(features: diagnostics.map(\.id).uniqued(), complaint: complaints.first)
    }
}
