import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Which packages a rule speaks of: a name, a glob over names, or a package URL.
struct PackageSelector: Sendable {
    /// What such a text is, for an error.
    static let form = "a package's name, a glob over names or a package URL"

    /// The parameters that a rule about packages has.
    static let parameters: [RuleDocumentation.Parameter] = [
        .init(
            "package", "text or list",
            """
            Names, globs over names (`*` and `?`) or package URLs. A package URL fits whatever it says no more of: \
            pkg:deb/debian/git fits every version and architecture. Python's names are compared as PEP 503 normalizes them.
            """),
        .init("kind", PackageSelector.kindsText, "Only packages of this kind; without it all."),
    ]

    /// The kinds that a policy can name.
    static let kinds = Ecosystems.all.map(\.kind.rawValue)
    /// The kinds in a sentence.
    static let kindsText = kinds.dropLast().joined(separator: ", ") + " or " + (kinds.last ?? "")

    private enum Form: Sendable {
        case url(PackageURL)
        case urlGlob(GlobPattern)
        /// A name as its package manager compares names, by kind.
        case name(GlobPattern, normalized: [Package.Kind: GlobPattern])
    }

    /// As the policy writes it.
    let text: String
    let kind: Package.Kind?
    private let form: Form

    init?(_ text: String, kind: Package.Kind? = nil) {
        guard !text.isEmpty else { return nil }
        self.text = text
        self.kind = kind
        if !text.hasPrefix("pkg:") {
            // What no name has, such as apt's name:architecture, would never match.
            let isName = text.utf8.allSatisfy { $0.isLetterOrDigit || Array("+.-_*?".utf8).contains($0) }
            guard isName else { return nil }
            form = .name(
                GlobPattern(text),
                normalized: Dictionary(
                    Ecosystems.all.map { ($0.kind, GlobPattern($0.normalizedName(text))) },
                    uniquingKeysWith: { first, _ in first }))
        } else if text.contains("*") {
            form = .urlGlob(GlobPattern(text))
        } else if let url = try? PackageURL(text) {
            form = .url(url)
        } else {
            return nil
        }
    }

    /// Reads the parameters `package` and `kind`.
    static func read(_ parameters: RuleParameters) throws -> [PackageSelector] {
        let kind = try parameters.choice("kind", of: PackageSelector.kinds).map { Package.Kind(rawValue: $0) }
        let selectors = try parameters.list("package", form) { PackageSelector($0, kind: kind) } ?? []
        guard !selectors.isEmpty else { throw parameters.error("the rule needs package") }
        return selectors
    }

    func matches(_ package: Package) -> Bool {
        guard kind == nil || package.kind == kind else { return false }
        switch form {
        case .name(let name, let normalized):
            return (normalized[package.kind] ?? name).matches(package.normalizedName)
        case .urlGlob(let glob): return glob.matches(package.purl.description)
        case .url(let url): return url.covers(package.purl)
        }
    }

    /// The installed packages it fits.
    func packages(in analysis: ImageAnalysis) -> [Package] { analysis.inventory.packages.filter(matches) }

    /// Whether a package of a manager that is not read may have the name; a kind names what is read.
    private func mayName(_ name: String) -> Bool {
        guard kind == nil, case .name(let pattern, _) = form else { return false }
        return pattern.matches(name)
    }

    /// The type of a package URL whose packages are not read; nil for all others.
    private var unreadType: String? {
        let type: String? =
            switch form {
            case .url(let url): url.type
            case .urlGlob: text.dropFirst("pkg:".count).split(separator: "/").first?.lowercased()
            case .name: nil
            }
        return type.flatMap {
            PackageSelector.kinds.contains($0) || $0.contains(where: { "*?[".contains($0) }) ? nil : $0
        }
    }

    /// Why nothing can be said of packages that were not found; nil where their absence is certain.
    static func blindness(_ analysis: ImageAnalysis, of selectors: [PackageSelector] = []) -> String? {
        let inventory = analysis.inventory
        if let type = selectors.lazy.compactMap(\.unreadType).first {
            return "packages of the type \(type) are not read, only those of the types \(kinds.joined(separator: ", "))"
        }
        if !analysis.unlistedPackages.isEmpty,
            let record = UnlistedPackages.record(
                in: analysis.tree, inventory, isWanted: { name in selectors.contains { $0.mayName(name) } })
        {
            return "\(record.path) may be it: the \(record.packages) in the image are not read"
        }
        guard !inventory.hasSystemPackages else { return nil }
        if let unread = analysis.unlistedPackages.first { return unread.message }
        guard let distribution = inventory.distribution, !distribution.id.isEmpty else { return nil }
        let names = Ecosystems.all.map(\.name)
        let read = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
        return "the system packages of \(distribution.id) are not read, only those of \(read)"
    }
}

extension PackageURL {
    /// Whether another one says the same and maybe more: a version, a namespace, qualifiers.
    func covers(_ other: PackageURL) -> Bool {
        type == other.type && name == other.name && (namespace == nil || namespace == other.namespace)
            && (version == nil || version == other.version)
            && qualifiers.allSatisfy { other.qualifiers[$0.key] == $0.value }
    }
}
