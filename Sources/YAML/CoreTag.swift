/// The tags of YAML's own types, which say nothing here that the place of a node does not.
enum CoreTag {
    private static let prefix = "tag:yaml.org,2002:"
    /// The tag of no value.
    static let null = prefix + "null"

    /// Whether `tag` may stand at the node that `kind` begins.
    static func fits(_ tag: String, _ kind: Event.Kind) -> Bool {
        if tag == "!" { return true }
        guard tag.hasPrefix(prefix) else { return false }
        let name = tag.dropFirst(prefix.count)
        return switch kind {
        case .scalar: ["str", "null", "bool", "int", "float"].contains(name)
        case .sequenceStart: name == "seq"
        case .mappingStart: name == "map"
        default: false
        }
    }
}
