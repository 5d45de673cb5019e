import Alerting
import Diagnostics
import Mustache
import YAML

/// The named templates of a configuration (`templates`), and what of them is used.
final class TemplateLibrary {
    /// A template in a file of its own.
    private struct File {
        /// What others call it: the file's name without what stands behind its last dot.
        var name: String
        var path: String
        /// Where the configuration names it.
        var place: Node.Scalar
    }

    private var compiler: MustacheCompiler
    private let files: [File]

    /// The templates in the files that `names` mean.
    init(_ names: [Node.Scalar], _ reader: FileReader, _ diagnostics: inout [Diagnostic]) {
        var files: [String: File] = [:]
        var order: [File] = []
        var library: [String: MustacheSyntax] = [:]
        for place in names {
            for path in reader.files(named: place, &diagnostics) {
                let file = File(name: Self.name(of: path), path: path, place: place)
                if let first = files[file.name] {
                    if first.path != path {
                        diagnostics.append(.duplicateTemplate(file.name, path, at: place.range, first: first.path))
                    }
                    continue
                }
                files[file.name] = file
                order.append(file)
                library[file.name] = Self.syntax(of: file, reader, &diagnostics)
            }
        }
        self.files = order.filter { library[$0.name] != nil }
        compiler = MustacheCompiler(schema: GroupNotification.schema, library: library)
    }

    private static func name(of path: String) -> String {
        let base = path.split(separator: "/").last ?? ""
        guard let dot = base.lastIndex(of: "."), dot > base.startIndex else { return String(base) }
        return String(base[..<dot])
    }

    private static func syntax(
        of file: File,
        _ reader: FileReader,
        _ diagnostics: inout [Diagnostic]
    ) -> MustacheSyntax? {
        switch reader.read(file.path) {
        case .failure(let problem):
            diagnostics.append(.unreadableFile(file.path, in: file.place, problem, at: file.place.range))
            return nil
        case .success(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                let problem = FileAccess.Problem.unreadable("it is not UTF-8")
                diagnostics.append(.unreadableFile(file.path, in: file.place, problem, at: file.place.range))
                return nil
            }
            return MustacheSyntax(SourceText(file: SourceFile(name: file.path, text: text)), &diagnostics)
        }
    }

    /// The template written as `scalar`; nil after mistakes, which are reported.
    func template(
        _ scalar: Node.Scalar,
        takesWholeValue: Bool = false,
        _ diagnostics: inout [Diagnostic]
    ) -> MessageText? {
        var found: [Diagnostic] = []
        let template = compiler.compile(scalar.text, takesWholeValue: takesWholeValue, &found)
        if scalar.isSubstituted, let first = found.first {
            // What came from elsewhere may be a secret; messages repeat names out of it.
            diagnostics.append(.secretTemplate(first.id, at: scalar.range))
        } else {
            diagnostics += found
        }
        return template.map { MessageText($0) }
    }

    /// Warnings about templates that no text names.
    var unused: [Diagnostic] {
        files.filter { !compiler.used.contains($0.name) }.map { .unusedTemplate($0.name, at: $0.place.range) }
    }
}

extension MappingReader {
    /// The section `templates`.
    mutating func templates(_ files: FileReader) -> TemplateLibrary {
        let names = optional("templates", .list(of: .scalar)) ?? []
        var found: [Diagnostic] = []
        let library = TemplateLibrary(names, files, &found)
        for diagnostic in found { report(diagnostic) }
        return library
    }
}

/// What receivers are read with.
struct ReceiverSources {
    /// The files that they name.
    let files: FileReader
    /// The templates that their texts may name.
    let templates: TemplateLibrary
}
