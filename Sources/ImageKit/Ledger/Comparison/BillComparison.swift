public import ImagePackages
public import ImageReading

/// What an SBOM lists compared with what is in the image.
///
/// Components are matched by the type and the name of their package URLs; components without one, and those of types that no
/// ecosystem of the image reads, can't be compared and are counted. A package that another manager provides may be listed
/// as that manager's alone.
public struct BillComparison: Sendable {
    /// A package that both know in versions that are not the same.
    public struct OtherVersion: Sendable, Hashable {
        /// The type of package URL.
        public let type: String
        /// The name as the image has it.
        public let name: String
        /// The versions that only the SBOM has.
        public let listed: [String]
        /// The versions that only the image has.
        public let present: [String]
    }

    /// How many packages both have in the same version.
    public let sameCount: Int
    /// What the SBOM lists and the image has not, in no version.
    public let absent: [BillOfMaterials.Component]
    /// What the image has and the SBOM does not list, in no version.
    public let unlisted: [Package]
    /// What both have in other versions.
    public let otherVersions: [OtherVersion]
    /// How many components can't be compared.
    public let ignoredCount: Int

    /// Whether there is no difference.
    public var isSame: Bool { absent.isEmpty && unlisted.isEmpty && otherVersions.isEmpty }

    private struct Key: Hashable, Comparable {
        let type: String
        let name: String

        static func < (left: Key, right: Key) -> Bool { (left.type, left.name) < (right.type, right.name) }
    }

    /// Compares.
    ///
    /// - Parameters:
    ///   - bill: what the SBOM lists.
    ///   - packages: what is in the image.
    public init(_ bill: BillOfMaterials, with packages: [Package]) {
        let types = Set(packages.map(\.kind.rawValue)).union(Ecosystems.all.map(\.kind.rawValue))
        var listed: [Key: [(component: BillOfMaterials.Component, version: String)]] = [:]
        var ignored = 0
        for component in bill.components {
            // A source package that a binary package was built from is not in the image.
            guard let text = component.purl, let purl = try? PackageURL(text), types.contains(purl.type),
                purl.qualifiers["arch"] != "source"
            else {
                ignored += 1
                continue
            }
            let version = BillComparison.version(purl, component.version)
            listed[BillComparison.key(purl.type, purl.name), default: []].append((component, version))
        }
        let present = Dictionary(grouping: packages) {
            BillComparison.key($0.kind.rawValue, $0.normalizedName)
        }
        var same = 0
        var absent: [BillOfMaterials.Component] = []
        var unlisted: [Package] = []
        var otherVersions: [OtherVersion] = []
        for key in Set(listed.keys).union(present.keys).sorted() {
            let components = listed[key] ?? []
            let found = present[key] ?? []
            guard let first = found.first, !components.isEmpty else {
                absent += components.map(\.component)
                unlisted += found.filter { $0.providedBy == nil }
                continue
            }
            // A package may be there in several environments and architectures, and be listed once.
            let versions = VersionSet(components.map(\.version), type: key.type)
            let ours = VersionSet(found.map(\.version), type: key.type)
            let missing = components.map(\.version).filter { !ours.contains($0) }
            let others = found.filter { !versions.contains($0.version) }
            let added = others.filter { $0.providedBy == nil }.map(\.version)
            same += found.count - others.count
            guard !missing.isEmpty || !added.isEmpty else { continue }
            otherVersions.append(
                OtherVersion(
                    type: key.type, name: first.name, listed: Set(missing).sorted(), present: Set(added).sorted()))
        }
        sameCount = same
        self.absent = absent
        self.unlisted = unlisted
        self.otherVersions = otherVersions
        ignoredCount = ignored
    }

    private static func key(_ type: String, _ name: String) -> Key {
        Key(type: type, name: Package.Kind(rawValue: type).ecosystem.normalizedName(name))
    }

    private static func version(_ purl: PackageURL, _ written: String?) -> String {
        Package.Kind(rawValue: purl.type).ecosystem.version(of: purl) ?? written ?? ""
    }
}

/// Versions of one package, among which a thousand others are looked for without comparing each with each.
private struct VersionSet {
    private let texts: Set<String>
    private let ecosystem: any Ecosystem
    /// Those that are versions of the kind, in its order.
    private let ordered: [String]

    init(_ versions: [String], type: String) {
        let ecosystem = Package.Kind(rawValue: type).ecosystem
        texts = Set(versions)
        self.ecosystem = ecosystem
        ordered = texts.filter { ecosystem.isVersion($0) }.sorted { (ecosystem.order($0, $1) ?? 0) < 0 }
    }

    /// Whether one of them is the same version, however it is written.
    func contains(_ text: String) -> Bool {
        if texts.contains(text) { return true }
        guard ecosystem.isVersion(text) else { return false }
        var (low, high) = (0, ordered.count)
        while low < high {
            let middle = (low + high) / 2
            if (ecosystem.order(ordered[middle], text) ?? 0) < 0 { low = middle + 1 } else { high = middle }
        }
        return low < ordered.count && ecosystem.order(ordered[low], text) == 0
    }
}
