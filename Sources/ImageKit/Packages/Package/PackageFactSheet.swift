import ImageReading

/// What is known of a package; ``Package`` says what each is.
struct PackageFactSheet: Sendable, Hashable {
    var name: String
    var version: String
    var kind: Package.Kind
    var architecture: String?
    var purl: PackageURL
    var size: Int64 = 0
    var sharedSize: Int64 = 0
    var isSizeKnown = true
    var layer = 0
    var locations: [String] = []
    var summary: String?
    var homepage: String?
    var maintainer: String?
    var providedBy: PackageURL? {
        get { providedByBox?.value }
        set { providedByBox = newValue.map(Box.init) }
    }
    var shadowedBy: PackageURL? {
        get { shadowedByBox?.value }
        set { shadowedByBox = newValue.map(Box.init) }
    }
    var details: (any PackageDetails)? {
        get { detailsBox?.value }
        set { detailsBox = newValue.map(DetailsBox.init) }
    }
    var rank = 0
    var license: PackageLicense? {
        get { licenseBox?.value }
        set { licenseBox = newValue.map(Box.init) }
    }

    // Most packages have few of these.
    private var providedByBox: Box<PackageURL>?
    private var shadowedByBox: Box<PackageURL>?
    private var detailsBox: DetailsBox?
    private var licenseBox: Box<PackageLicense>?

    init(name: String, version: String, kind: Package.Kind, architecture: String?, purl: PackageURL) {
        self.name = name
        self.version = version
        self.kind = kind
        self.architecture = architecture
        self.purl = purl
    }
}

/// Where a package keeps its facts.
///
/// Unchecked: a package writes to its storage only where no other one holds it, as collections of the standard library do.
final class PackageStorage: @unchecked Sendable {
    var facts: PackageFactSheet

    init(_ facts: PackageFactSheet) { self.facts = facts }
}

/// A value that copies share.
private final class Box<Value: Hashable & Sendable>: Hashable, Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }

    static func == (left: Box, right: Box) -> Bool { left.value == right.value }

    func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// The details of a package, which copies share.
private final class DetailsBox: Hashable, Sendable {
    let value: any PackageDetails

    init(_ value: any PackageDetails) { self.value = value }

    static func == (left: DetailsBox, right: DetailsBox) -> Bool {
        left === right || AnyHashable(left.value) == AnyHashable(right.value)
    }

    func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
