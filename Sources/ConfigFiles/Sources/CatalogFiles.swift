import Diagnostics
package import Model

/// Catalogs by themselves, for recordings that are replayed without a configuration.
package enum CatalogFiles {
    /// The catalog in the file at `path`.
    package static func load(_ path: String, files access: FileAccess) -> Loaded<Catalog> {
        let reader = FileReader(access)
        var diagnostics: [Diagnostic] = []
        switch reader.read(path) {
        case .success(let bytes):
            let catalog = CatalogFile.read(bytes: bytes, name: path, into: &diagnostics)
            return Loaded(catalog, diagnostics, reader: reader)
        case .failure(let problem):
            let start = SourceFile(name: path, text: "").start
            return Loaded(nil, [.unreadableFile(path, in: nil, problem, at: start)], reader: reader)
        }
    }
}
