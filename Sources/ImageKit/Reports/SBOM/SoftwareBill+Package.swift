import ImageLedger
public import ImagePackages
public import ImageReading

extension SoftwareBill {
    /// An installed package.
    public struct Package: Sendable, Hashable {
        /// What a package is built of.
        public struct Source: Sendable, Hashable {
            /// The name of the source package.
            public let name: String
            /// Its version.
            public let version: String
            /// Its package URL, with `arch=source`.
            public let purl: PackageURL
        }

        /// Where pip installed it from, other than an index (PEP 610).
        public struct Origin: Sendable, Hashable {
            /// The URL, with the version-control system before it where there is one: `git+https://…`; without password.
            public let url: String
            /// The revision that was installed.
            public let revision: String?
        }

        /// What its files say about its license.
        public struct License: Sendable, Hashable {
            /// The SPDX expression; nil where nothing is known.
            public let expression: LicenseExpression?
            /// Whether the package declares it, or it was recognized in text for people.
            public let kind: PackageLicense.Kind
            /// Whether any part was guessed.
            public let isHeuristic: Bool
            /// What the package says, as written.
            public let statements: [String]
            /// The files it was read from, escaped for display.
            public let sources: [String]
            /// The copyright lines as written.
            public let copyrights: [String]
        }

        /// A name of its own among the packages: letters, digits, `.` and `-`; the same in every run.
        public internal(set) var identifier: String
        /// The name as its metadata writes it.
        public let name: String
        /// The version; empty where the metadata names none.
        public let version: String
        /// The kind of package.
        public let kind: ImagePackages.Package.Kind
        /// The architecture; nil for kinds that have none.
        public let architecture: String?
        /// The package URL, with the source package as `upstream` where its name or version is another; nil where the name
        /// can't be one.
        public let purl: PackageURL?
        /// One line that says what it is.
        public let summary: String?
        /// The project's page.
        public let homepage: String?
        /// Who supplies it: the distribution's organization for its packages, who wrote it for others.
        public let supplier: Party?
        /// Who maintains it, or wrote it.
        public var originator: Party? { maintainer.flatMap { Party($0) } }
        /// Where it came from, if not from an index.
        public let origin: Origin?
        /// Hashes of the archive it was installed from, where that is recorded.
        public let hashes: [Hash]
        /// Its license; nil where licenses were not read.
        public let license: License?
        /// The index of the layer that brought it in this version.
        public let layer: Int?
        /// Bytes of the live regular files booked to it.
        public let size: Int64
        /// Bytes of live regular files it owns too but that are booked to another package.
        public let sharedSize: Int64
        /// Where it is recorded, escaped for display.
        public let locations: [String]
        /// The root of the Python environment it is in.
        public let environment: String?
        /// The package of another manager that provides this one.
        public let providedBy: String?
        /// The package that is used instead of this one.
        public let shadowedBy: String?
        /// What dpkg says about it, for example `installed`.
        public let state: String?

        // A bill has up to a hundred thousand packages: what follows from these is made when it is asked for.
        private let maintainer: String?
        private let sourceName: String?
        private let sourceVersion: String?
    }
}

extension SoftwareBill.Package {
    /// The source package; nil for kinds that have none.
    public var source: Source? {
        guard let sourceName, !sourceName.isEmpty, let sourceVersion, let purl else { return nil }
        var qualifiers = purl.qualifiers
        qualifiers["arch"] = "source"
        qualifiers["upstream"] = nil
        return Source(
            name: sourceName, version: sourceVersion,
            purl: PackageURL(
                type: purl.type, namespace: purl.namespace, name: sourceName, version: sourceVersion,
                qualifiers: qualifiers))
    }

    /// CPE 2.3 names under which vulnerability databases may know it, the likeliest first.
    public var platformNames: [String] {
        PlatformName.candidates(
            kind: kind.rawValue, name: name, source: sourceName, version: version, homepage: homepage)
    }
}

extension SoftwareBill.Package {
    /// Takes an installed package.
    init(_ package: ImagePackages.Package, image: SoftwareBill.Image, layerCount: Int) {
        let members = package.details?.members ?? PackageMembers()
        let supply = Supply(package.kind, members, provider: package.providedBy?.type, maintainer: package.maintainer)
        self.init(
            name: package.name, version: package.version, kind: package.kind, architecture: package.architecture,
            purl: (try? package.purl.validate()) == nil ? nil : package.purl, purlText: package.purl.description,
            summary: package.summary, homepage: package.homepage, supply: supply, image: image,
            revision: members.revision, hashes: members.archiveHashes ?? [:],
            license: package.license.map(License.init),
            layer: (0..<layerCount).contains(package.layer) ? package.layer : nil, size: package.size,
            sharedSize: package.sharedSize, locations: package.locations, environment: members.environment,
            providedBy: package.providedBy?.description, shadowedBy: package.shadowedBy?.description,
            state: members.state, sourceName: members.sourceName, sourceVersion: members.sourceVersion)
    }

    /// Takes a package of the JSON of an inventory.
    init(_ facts: PackageFacts, image: SoftwareBill.Image, layerCount: Int) {
        let kind = ImagePackages.Package.Kind(rawValue: facts.type)
        let members = facts.members
        let provider = facts.providedBy.flatMap { try? PackageURL($0) }?.type
        self.init(
            name: facts.name, version: facts.version, kind: kind,
            architecture: facts.architecture, purl: try? PackageURL(facts.purl), purlText: facts.purl,
            summary: facts.summary, homepage: facts.homepage,
            supply: Supply(kind, members, provider: provider, maintainer: facts.maintainer), image: image,
            revision: members.revision, hashes: members.archiveHashes ?? [:],
            license: facts.licensing.map(License.init),
            layer: (0..<layerCount).contains(facts.layer) ? facts.layer : nil, size: facts.size,
            sharedSize: facts.sharedSize, locations: facts.locations, environment: members.environment,
            providedBy: facts.providedBy, shadowedBy: facts.shadowedBy, state: members.state,
            sourceName: members.sourceName, sourceVersion: members.sourceVersion)
    }

    private init(
        name: String, version: String, kind: ImagePackages.Package.Kind, architecture: String?, purl: PackageURL?,
        purlText: String, summary: String?, homepage: String?, supply: Supply, image: SoftwareBill.Image,
        revision: String?, hashes: [String: String], license: License?, layer: Int?, size: Int64, sharedSize: Int64,
        locations: [String], environment: String?, providedBy: String?, shadowedBy: String?, state: String?,
        sourceName: String?, sourceVersion: String?
    ) {
        self.name = name
        self.version = version
        self.kind = kind
        self.architecture = architecture
        self.purl = purl.map { SoftwareBill.Package.naming($0, source: sourceName, sourceVersion, of: name, version) }
        self.summary = summary
        self.homepage = homepage.flatMap(WebAddress.checked)
        maintainer = supply.maintainer
        origin = supply.directURL.map { Origin(url: WebAddress.withoutPassword($0), revision: revision) }
        supplier = supply.party(image)
        self.hashes = hashes.sorted { $0.key < $1.key }.compactMap(SoftwareBill.Hash.init)
        self.license = license
        self.layer = layer
        self.size = size
        self.sharedSize = sharedSize
        self.locations = locations
        self.environment = environment
        self.providedBy = providedBy
        self.shadowedBy = shadowedBy
        self.state = state
        self.sourceName = sourceName
        self.sourceVersion = sourceVersion
        // The kind and name, and digits of the digest of what tells packages of one name apart.
        let parts = [purlText, version, environment ?? ""] + locations
        let digest = Digest.of(Array(parts.joined(separator: "\0").utf8), algorithm: .sha256)
        let shortName = LicenseTerm.referenceName(name).prefix(64)
        let shortKind = LicenseTerm.referenceName(kind.rawValue).prefix(16)
        identifier = "\(shortKind)-\(shortName)-\(digest.hex.prefix(12))"
    }

    /// Adds the source package, by which distributions' advisories go, as other tools read it: `upstream=NAME@VERSION`.
    private static func naming(
        _ purl: PackageURL, source: String?, _ sourceVersion: String?, of name: String, _ version: String
    ) -> PackageURL {
        guard let source, !source.isEmpty, let sourceVersion, source != name || sourceVersion != version else {
            return purl
        }
        var qualifiers = purl.qualifiers
        qualifiers["upstream"] = sourceVersion.isEmpty ? source : "\(source)@\(sourceVersion)"
        return PackageURL(
            type: purl.type, namespace: purl.namespace, name: purl.name, version: purl.version, qualifiers: qualifiers,
            subpath: purl.subpath)
    }

    /// The package URL that scanners may match; nil for a package that another manager provides, whose advisories are that
    /// manager's.
    var matchedPurl: PackageURL? { providedBy == nil ? purl : nil }

    /// What decides who supplies a package.
    private struct Supply {
        let isOfDistribution: Bool
        /// The index that an installer takes it from unless another origin is recorded.
        let index: Party?
        let directURL: String?
        let maintainer: String?

        init(
            _ kind: ImagePackages.Package.Kind, _ members: PackageMembers, provider: String?, maintainer: String?
        ) {
            let provider = provider.map { ImagePackages.Package.Kind(rawValue: $0).ecosystem }
            isOfDistribution = kind.ecosystem.isSystem || provider?.isSystem == true
            index =
                members.installer == nil
                ? nil
                : kind.ecosystem.index.map {
                    Party(kind: .organization, name: $0.name, url: $0.url)
                }
            directURL = members.directUrl
            self.maintainer = maintainer
        }

        /// The distribution's organization for its packages; for others who wrote it, where it came from, or who built the
        /// image.
        func party(_ image: SoftwareBill.Image) -> Party? {
            if isOfDistribution, let party = image.distribution.flatMap({ Party(of: $0) }) { return party }
            let originator = maintainer.flatMap { Party($0) }
            if isOfDistribution || originator != nil { return originator }
            if let directURL, let account = WebAddress.account(of: directURL) { return Party(organization: account) }
            return directURL == nil ? index ?? image.supplier : image.supplier
        }
    }
}

extension SoftwareBill.Package.License {
    init(_ license: PackageLicense) {
        self.init(
            license.expression, license.expression == nil ? .concluded : license.kind, license.isHeuristic,
            license.statements, license.sources, license.copyrights)
    }

    init(_ facts: PackageFacts.Licensing) {
        self.init(
            facts.expression, facts.kind ?? .concluded, facts.heuristic, facts.statements, facts.sources,
            facts.copyrights)
    }

    private init(
        _ expression: LicenseExpression?, _ kind: PackageLicense.Kind, _ isHeuristic: Bool, _ statements: [String],
        _ sources: [String], _ copyrights: [String]
    ) {
        // What SPDX 3 knows, or another document has, is a text of its own here.
        self.expression = expression?.mapping { term in
            let isForeign = term.identifier.contains(":") || term.exception?.hasPrefix("AdditionRef-") == true
            return .license(isForeign ? LicenseTerm(reference: term.description) : term)
        }
        self.kind = kind
        self.isHeuristic = isHeuristic
        self.statements = statements
        self.sources = sources
        self.copyrights = copyrights
    }
}

extension SoftwareBill.Hash {
    /// Makes a hash of the algorithm's name as Python writes it; nil for one that is unknown or has other digits.
    init?(name: String, value: String) {
        let known = ["md5": ("MD5", 32), "sha1": ("SHA-1", 40), "sha256": ("SHA-256", 64), "sha512": ("SHA-512", 128)]
        let value = value.asciiLowercased
        guard let (algorithm, digits) = known[name.asciiLowercased], value.utf8.count == digits,
            value.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.init(algorithm: algorithm, hex: value)
    }

    init?(_ item: (key: String, value: String)) { self.init(name: item.key, value: item.value) }

    /// Makes a hash of a digest.
    public init(_ digest: Digest) {
        self.init(algorithm: digest.algorithm == .sha256 ? "SHA-256" : "SHA-512", hex: digest.hex)
    }
}
