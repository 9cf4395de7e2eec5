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
    let layer: Int
    let locations: [String]
    let providedBy: String?
    let shadowedBy: String?
    let summary: String?
    let homepage: String?
    let maintainer: String?
    // Debian
    let state: String?
    let want: String?
    let sourceName: String?
    let sourceVersion: String?
    let section: String?
    let priority: String?
    let essential: Bool?
    let automatic: Bool?
    let installedSize: Int64?
    let multiArch: String?
    let depends: [String]?
    let preDepends: [String]?
    let provides: [String]?
    let recommends: [String]?
    let suggests: [String]?
    let protected: Bool?
    // Python
    let normalizedName: String?
    let environment: String?
    let interpreterVersion: String?
    let format: String?
    let installer: String?
    let requested: Bool?
    let requires: [String]?
    let requiresPython: String?
    let extras: [String]?
    let licenseExpression: String?
    let license: String?
    let classifiers: [String]?
    let directUrl: String?
    let revision: String?
    let editable: Bool?
    let editableLocation: String?
    let archiveHashes: [String: String]?
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
        layer = package.layer
        locations = package.locations
        providedBy = package.providedBy?.description
        shadowedBy = package.shadowedBy?.description
        summary = package.summary
        homepage = package.homepage
        maintainer = package.maintainer
        let debian = package.debian
        state = debian?.state
        want = debian?.want
        sourceName = debian?.sourceName
        sourceVersion = debian?.sourceVersion
        section = debian?.section
        priority = debian?.priority
        essential = debian?.isEssential
        automatic = debian?.isAutomatic
        installedSize = debian?.declaredSize
        multiArch = debian?.multiArch
        depends = debian?.depends
        preDepends = debian?.preDepends
        provides = debian?.provides
        recommends = debian?.recommends
        suggests = debian?.suggests
        protected = debian?.isProtected
        let python = package.python
        normalizedName = python?.normalizedName
        environment = python?.environment
        interpreterVersion = python?.interpreterVersion
        format = python?.format
        installer = python?.installer
        requested = python?.isRequested
        requires = python?.requires
        requiresPython = python?.requiresPython
        extras = python?.extras
        licenseExpression = python?.licenseExpression
        license = python?.license
        classifiers = python?.classifiers
        directUrl = python?.directURL
        revision = python?.revision
        editable = python?.isEditable
        editableLocation = python?.editableLocation
        archiveHashes = python.flatMap { $0.archiveHashes.isEmpty ? nil : $0.archiveHashes }
        licensing = package.license.map(Licensing.init)
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
