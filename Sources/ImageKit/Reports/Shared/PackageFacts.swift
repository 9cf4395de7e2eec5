import ImageLedger
import ImagePackages
import ImageReading

/// One package in JSON: a flat object, members without a value left out.
struct PackageFacts: Codable {
    let name: String
    let version: String
    let architecture: String?
    let type: String
    let purl: String
    let size: Int64
    let sharedSize: Int64
    /// false where the image does not say which files the package has; else absent.
    let sizeKnown: Bool?
    let layer: Int
    let locations: [String]
    let providedBy: String?
    let shadowedBy: String?
    let summary: String?
    let homepage: String?
    let maintainer: String?
    /// What its ecosystem says of it, in the same object.
    let members: PackageMembers
    /// What its files say about its license; absent where they were not read.
    let licensing: Licensing?

    /// What the files of a package say about its license.
    struct Licensing: Codable {
        let expression: LicenseExpression?
        let kind: PackageLicense.Kind?
        let heuristic: Bool
        let statements: [String]
        let sources: [String]
        let copyrights: [String]

        init(_ license: PackageLicense) {
            expression = license.expression
            kind = license.expression == nil ? nil : license.kind
            heuristic = license.isHeuristic
            statements = license.statements
            sources = license.sources
            copyrights = license.copyrights
        }
    }

    init(_ package: Package) {
        name = package.name
        version = package.version
        architecture = package.architecture
        type = package.kind.rawValue
        purl = package.purl.description
        size = package.size
        sharedSize = package.sharedSize
        sizeKnown = package.isSizeKnown ? nil : false
        layer = package.layer
        locations = package.locations
        providedBy = package.providedBy?.description
        shadowedBy = package.shadowedBy?.description
        summary = package.summary
        homepage = package.homepage
        maintainer = package.maintainer
        members = package.details?.members ?? PackageMembers()
        licensing = package.license.map(Licensing.init)
    }

    private enum CodingKeys: String, CodingKey {
        case name, version, architecture, type, purl, size, sharedSize, sizeKnown, layer, locations, providedBy,
            shadowedBy
        case summary, homepage, maintainer, licensing
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        version = try container.decode(String.self, forKey: .version)
        architecture = try container.decodeIfPresent(String.self, forKey: .architecture)
        type = try container.decode(String.self, forKey: .type)
        purl = try container.decode(String.self, forKey: .purl)
        size = try container.decode(Int64.self, forKey: .size)
        sharedSize = try container.decode(Int64.self, forKey: .sharedSize)
        sizeKnown = try container.decodeIfPresent(Bool.self, forKey: .sizeKnown)
        layer = try container.decode(Int.self, forKey: .layer)
        locations = try container.decode([String].self, forKey: .locations)
        providedBy = try container.decodeIfPresent(String.self, forKey: .providedBy)
        shadowedBy = try container.decodeIfPresent(String.self, forKey: .shadowedBy)
        summary = try container.decodeIfPresent(String.self, forKey: .summary)
        homepage = try container.decodeIfPresent(String.self, forKey: .homepage)
        maintainer = try container.decodeIfPresent(String.self, forKey: .maintainer)
        licensing = try container.decodeIfPresent(Licensing.self, forKey: .licensing)
        members = try PackageMembers(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try members.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(version, forKey: .version)
        try container.encodeIfPresent(architecture, forKey: .architecture)
        try container.encode(type, forKey: .type)
        try container.encode(purl, forKey: .purl)
        try container.encode(size, forKey: .size)
        try container.encode(sharedSize, forKey: .sharedSize)
        try container.encodeIfPresent(sizeKnown, forKey: .sizeKnown)
        try container.encode(layer, forKey: .layer)
        try container.encode(locations, forKey: .locations)
        try container.encodeIfPresent(providedBy, forKey: .providedBy)
        try container.encodeIfPresent(shadowedBy, forKey: .shadowedBy)
        try container.encodeIfPresent(summary, forKey: .summary)
        try container.encodeIfPresent(homepage, forKey: .homepage)
        try container.encodeIfPresent(maintainer, forKey: .maintainer)
        try container.encodeIfPresent(licensing, forKey: .licensing)
    }
}

/// A package by what tells it from all others.
struct PackageName: Encodable {
    let name: String
    let version: String
    let type: String
    let architecture: String?
    let environment: String?
    let size: Int64

    init(_ package: Package) {
        name = package.name
        version = package.version
        type = package.kind.rawValue
        architecture = package.architecture
        environment = package.details?.place
        size = package.size
    }
}

/// A license that is not on the SPDX list, in JSON.
struct LicenseReferenceFacts: Codable {
    let identifier: String
    let name: String
    let base: String?
    let text: String?

    init(_ reference: LicenseReference) {
        identifier = reference.identifier
        name = reference.name
        base = reference.base?.description
        text = reference.text
    }
}

extension LicenseReference {
    /// Those of packages, each once, by identifier.
    static func all(of packages: [Package]) -> [LicenseReference] {
        var references: [String: LicenseReference] = [:]
        for reference in packages.lazy.flatMap({ $0.license?.references ?? [] }) {
            // The one that has more to say; both have the same text.
            let known = references[reference.identifier]
            if known == nil || known?.base == nil { references[reference.identifier] = reference }
        }
        return references.values.sorted { $0.identifier < $1.identifier }
    }
}
