/// What this program calls itself.
package enum Product {
    /// The version, as `--version`, `/metrics` and `User-Agent` say it.
    package static let version = "0.1.0"
}
