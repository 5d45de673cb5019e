import Alerting
import Diagnostics
import Model
import YAML

/// A source as it stands in the configuration.
struct WrittenSource {
    /// Its name, if it has one.
    var name: Name?
    /// Its settings and what its catalog says; nil when there are mistakes in them.
    var settings: (source: SourceSettings, profile: SourceProfile)?
    /// The files that it reads polls from and writes them to.
    var files: [FileUse] = []
}

extension Shape where Value == WrittenSource {
    /// An entry of `sources`.
    static func source(_ files: FileReader) -> Shape {
        .mapping("a source") { reader in
            let name = reader.required("name", .name)
            let interval =
                reader.optional("interval", .duration("a duration of at least 1s", atLeast: .seconds(1)))
                ?? .seconds(15)
            let timeout = reader.optional("timeout", Shape<TimeSpan>.positiveDuration.located)
            let downAfter = reader.optional("down_after", .positiveDuration)
            let labels = reader.optional("labels", .labels(reserved: SourceLabels.identity + ["alertname"]))
            let catalog = reader.optional("catalog", .catalog(files))
            let record = reader.optional("record", Shape<String>.fileToWrite(files).located)
            let centre = reader.optional("cc_cms", .contactCentre(files))
            let recording = reader.optional("recording", Shape<SourceSettings.Origin>.recording(files).located)
            reader.exclude("cc_cms", "recording")
            if reader.key("cc_cms") == nil, reader.key("recording") == nil {
                reader.reportMissing("cc_cms", help: "a source has either `cc_cms` or `recording`")
            }
            if let timeout, timeout.value > interval {
                reader.report(.timeoutAboveInterval(timeout.value, interval, at: timeout.range))
            }
            var uses: [FileUse] = []
            if let recording, case .recording(let path) = recording.value {
                let isShared = path != "-"
                uses.append(FileUse(path, isShared: isShared, key: "recording", of: name, at: recording.range))
            }
            if let record {
                uses.append(FileUse(record.value, isShared: false, key: "record", of: name, at: record.range))
            }
            guard let origin = centre.map({ .contactCentre($0) }) ?? recording?.value, let name else {
                return WrittenSource(name: name, files: uses)
            }
            let settings = SourceSettings(
                name: name.text,
                interval: interval,
                timeout: timeout?.value ?? min(.seconds(5), interval),
                downAfter: downAfter ?? interval * 4,
                labels: labels ?? [:],
                record: record?.value,
                origin: origin
            )
            return WrittenSource(
                name: name,
                settings: (settings, SourceProfile(settings, catalog: catalog ?? Catalog())),
                files: uses
            )
        }
    }
}

/// The labels by which series are told apart.
enum SourceLabels {
    /// Their names, which nobody else may give.
    static let identity = ["ccId", "vdn", "innoId", "source"]
}

extension Shape where Value == Labels {
    /// Labels with fixed values, none of them `reserved`, but for `alertname` for that reason.
    static func labels(reserved: [String], because reason: ReservedLabelReason = .identity) -> Shape {
        let table = Shape<[TableEntry<Node.Scalar>]>.table(of: .scalar)
        return Shape("labels", example: "{ region: eu }") { node, subject, diagnostics in
            guard let entries = table.read(node, as: subject, into: &diagnostics) else { return nil }
            for entry in entries {
                if entry.name.value.isEmpty {
                    diagnostics.append(.emptyText("the name of a label", at: entry.key.range))
                } else if reserved.contains(entry.name.value) {
                    let reason = entry.name.value == "alertname" ? .alertName : reason
                    diagnostics.append(.reservedLabel(entry.key, reason: reason))
                }
            }
            return Labels(entries.map { ($0.name.value, $0.value.text.text) })
        }
    }
}

extension Shape where Value == Catalog {
    /// The path of a catalog.
    static func catalog(_ files: FileReader) -> Shape {
        .scalar("a path", example: "access-codes.csv") { scalar, _, diagnostics in
            let path = FilePath.resolve(scalar.text.text, at: scalar.range)
            switch files.read(path) {
            case .failure(let problem):
                diagnostics.append(.unreadableFile(path, in: scalar, problem, at: scalar.range))
                return nil
            case .success(let bytes):
                return CatalogFile.read(bytes: bytes, name: path, into: &diagnostics)
            }
        }
    }
}

extension Shape where Value == SourceSettings.Origin {
    /// The path of a recording, or `-`.
    static func recording(_ files: FileReader) -> Shape {
        .scalar("a path", example: "polls.jsonl") { scalar, subject, diagnostics in
            if scalar.text.text == "-" { return .recording(path: "-") }
            guard let path = Shape<String>.path.read(.scalar(scalar), as: subject, into: &diagnostics) else {
                return nil
            }
            if let problem = files.probe(path) {
                diagnostics.append(.unreadableFile(path, in: scalar, problem, at: scalar.range))
                return nil
            }
            return .recording(path: path)
        }
    }
}
