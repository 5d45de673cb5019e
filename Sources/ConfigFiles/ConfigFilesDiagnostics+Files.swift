import Diagnostics
import YAML

// What is wrong with files that are named, in order of their names.
extension Diagnostic {
    static func badPEMFile(_ path: String, in scalar: Node.Scalar, _ kind: PEMKind) -> Diagnostic {
        .error(
            "bad-pem-file",
            at: scalar.range,
            "\(scalar.isSubstituted ? "this file" : "`\(path)`") has no \(kind.rawValue) in the form of PEM",
            help: "such a block begins with `\(kind.example)`"
        )
    }

    static func missingFolder(_ folder: String, in scalar: Node.Scalar) -> Diagnostic {
        .error(
            "missing-folder",
            at: scalar.range,
            scalar.isSubstituted ? "the folder of this file does not exist" : "no folder `\(folder)`",
            help: "create it, or name a file elsewhere"
        )
    }

    static func noMatch(_ pattern: String, at range: SourceRange) -> Diagnostic {
        .warning("no-match", at: range, "no file matches \(pattern)")
    }

    static func sharedFile(_ use: FileUse, at range: SourceRange, first: FileUse) -> Diagnostic {
        .error(
            "shared-file",
            at: range,
            use.path == "-"
                ? "standard input can be read only once, and \(first.name) reads it"
                : "this is the file of \(first.name), too, and one would destroy what the other keeps there",
            help: "name another file",
            related: first.range.map { [.init("first named here", at: $0)] } ?? []
        )
    }

    static func unreadableFile(
        _ path: String,
        in scalar: Node.Scalar?,
        _ problem: FileAccess.Problem,
        at range: SourceRange
    ) -> Diagnostic {
        let shown = scalar?.isSubstituted == true ? "this file" : "`\(path)`"
        switch problem {
        case .absent:
            let isHidden = scalar?.isSubstituted == true
            return .error("missing-file", at: range, isHidden ? "this file does not exist" : "no file \(shown)")
        case .folder: return .error("unreadable-file", at: range, "\(shown) is a folder")
        case .unreadable(let reason): return .error("unreadable-file", at: range, "cannot read \(shown): \(reason)")
        }
    }
}
