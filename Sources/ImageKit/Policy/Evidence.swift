import ImageLedger
public import ImagePackages
public import ImageReading
import ImageWriting

/// What a judgement rests on: a place in the image and what stands there.
///
/// Texts come from images and are not escaped.
public struct Evidence: Sendable, Hashable {
    /// What kind of place it is; new kinds may be added in any version.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// A field of the image configuration.
        case configuration
        /// A file, in a layer or in the squashed tree.
        case file
        /// A step of the history.
        case instruction
        /// A package.
        case package
        /// The image, or one it is compared with.
        case image
        /// A statement of who built the image, or of what.
        case attestation
    }

    /// What kind of place it is.
    public var kind: Kind
    /// The place: the field's name, the path, the instruction, the package URL.
    public var subject: String
    /// What stands there or is wrong with it, for example `mode 4755, owner 0:0`.
    public var detail: String?
    /// The layer, the lowest being 0; nil where it lies in none.
    public var layer: Int?

    /// Makes evidence.
    public init(_ kind: Kind, _ subject: String, _ detail: String? = nil, layer: Int? = nil) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
        self.layer = layer
    }

    /// A field of the configuration; without a value it is said not to be set.
    public static func field(_ name: String, _ value: String?) -> Evidence {
        Evidence(.configuration, name, value ?? "not set")
    }

    /// A node of the squashed tree with its mode and owner.
    public static func node(_ node: FileTree.NodeID, of tree: FileTree, _ remark: String? = nil) -> Evidence {
        let owner = tree.owner(of: node)
        let facts = "mode \(octal(tree.mode(of: node))), owner \(owner.user):\(owner.group)"
        return Evidence(
            .file, "/" + tree.path(of: node).string, remark.map { "\($0); \(facts)" } ?? facts,
            layer: tree.layer(of: node))
    }

    /// A package with its version and, where they help, more words.
    public static func package(_ package: Package, _ remark: String? = nil) -> Evidence {
        Evidence(.package, package.purl.description, remark, layer: package.layer)
    }

    /// A step of the history, the values of secrets in it taken out.
    public static func step(_ step: BuildStep, _ remark: String? = nil) -> Evidence {
        let remarks = [remark, step.remark].compactMap(\.self)
        return Evidence(
            .instruction, SecretText.withoutSecrets(step.instruction.text),
            remarks.isEmpty ? nil : remarks.joined(separator: "; "), layer: step.layer)
    }

    /// The place as a person says it: a package by its name and version, all else as ``subject`` has it.
    public var label: String {
        guard kind == .package, let purl = try? PackageURL(subject) else { return subject }
        let version = Package.Kind(rawValue: purl.type).ecosystem.version(of: purl) ?? purl.version
        return [purl.name, version].compactMap(\.self).joined(separator: " ")
    }

    /// The same with the values of secrets taken out.
    var withoutSecrets: Evidence {
        var result = self
        result.subject = SecretText.withoutSecrets(subject)
        guard let detail else { return result }
        let prefixes = ["Env.", "Labels."]
        guard kind == .configuration, let prefix = prefixes.first(where: subject.hasPrefix) else {
            result.detail = SecretText.withoutSecrets(detail)
            return result
        }
        let name = String(subject.dropFirst(prefix.count))
        result.detail =
            detail.hasPrefix(name + "=")
            ? SecretText.shown(variable: detail) : SecretText.shown(detail, named: name)
        return result
    }

    /// Permission bits as `ls` and `chmod` count them.
    static func octal(_ mode: UInt16) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
