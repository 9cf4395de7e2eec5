import ImageReading

/// One record of dpkg's database.
struct DebianRecord: Sendable {
    var package: Package
    /// The database file that holds the record.
    let node: FileTree.NodeID
    /// Whether the record is a file of its own in `status.d`, where every package is an installed one.
    let isFromFolder: Bool
    /// Configuration files that dpkg watches; `md5sums` leaves them out.
    let configurationFiles: ArraySlice<UInt8>
    /// The words of Status; nil where there is no such field.
    private var status: [String]?

    /// Lets go of the package; what is left finds the package's lists when it is given back.
    mutating func forgetPackage(_ none: Package) {
        package = none
        status = nil
    }

    init(
        name: String, _ stanza: ControlStanza, node: FileTree.NodeID, isFromFolder: Bool,
        _ qualifiers: inout PackageURLQualifiers
    ) {
        self.node = node
        self.isFromFolder = isFromFolder
        configurationFiles = stanza.bytes(of: "Conffiles") ?? []
        status = stanza.text(of: "Status").flatMap { text in
            let words = text.split { $0.isWhitespace }.map(String.init)
            return words.isEmpty ? nil : words
        }
        let version = stanza.text(of: "Version") ?? ""
        let architecture = stanza.text(of: "Architecture").flatMap { $0.isEmpty ? nil : $0 }
        package = Package(
            name: name, version: version, kind: .deb, architecture: architecture,
            purl: PackageURL(
                type: "deb", namespace: qualifiers.namespace, name: name, version: version,
                normalQualifiers: qualifiers.of(architecture)))
        package.summary = stanza.firstLine(of: "Description")
        package.homepage = stanza.text(of: "Homepage")
        package.maintainer = stanza.text(of: "Maintainer")
        package.debian = DebianFields(stanza, package: name, version: version)
        if let status {
            package.debian?.want = status.count > 2 ? status[0] : "unknown"
            package.debian?.state = status.last ?? "unknown"
        } else if !isFromFolder {
            package.debian?.want = "unknown"
            package.debian?.state = "unknown"
        }
    }

    /// The package's name and architecture as dpkg writes them.
    var label: String { package.architecture.map { "\(package.name):\($0)" } ?? package.name }

    /// Whether any of the package's files are there; also where its state is one that dpkg does not know.
    var isInstalled: Bool {
        let state = package.debian?.state
        return state != "config-files" && state != "not-installed"
    }

    /// What is wrong with the record, or with the state that it tells of.
    func problems(_ stanza: ControlStanza) -> [(code: Diagnostic.Code, message: String)] {
        var problems = stateProblems
        func malformed(_ message: String) { problems.append((.malformedPackageRecord, "\(label) \(message)")) }
        if !isLegalName(package.name) { malformed("has a name that dpkg refuses") }
        // dpkg forgets all but the name of what it purged, and may not know what it only began to unpack.
        guard isInstalled, package.debian?.state != "half-installed" else { return problems }
        if package.architecture == nil { malformed("names no architecture") }
        if package.version.isEmpty {
            malformed("names no version")
        } else if !DebianVersion(package.version).isValid {
            malformed("has the version '\(package.version)', which dpkg refuses")
        }
        for (field, elements) in [
            ("Depends", package.debian?.depends), ("Pre-Depends", package.debian?.preDepends),
            ("Provides", package.debian?.provides), ("Recommends", package.debian?.recommends),
            ("Suggests", package.debian?.suggests),
        ] {
            for element in elements ?? [] where DebianRelation(element) == nil {
                malformed("has '\(element)' in \(field), which is no relation")
            }
        }
        return problems
    }

    private var stateProblems: [(code: Diagnostic.Code, message: String)] {
        guard let status else {
            return isFromFolder ? [] : [(.malformedPackageRecord, "\(label) has no Status; listed all the same")]
        }
        guard status.count == 3, let state = status.last else {
            let text = status.joined(separator: " ")
            return [(.malformedPackageRecord, "\(label) has the Status '\(text)', which is not three words")]
        }
        var problems: [(code: Diagnostic.Code, message: String)] = []
        switch state {
        case "installed", "triggers-awaited", "triggers-pending", "config-files", "not-installed": break
        case "unpacked", "half-configured", "half-installed":
            problems.append((.incompletePackage, "\(label) is \(state)"))
        default:
            problems.append((.malformedPackageRecord, "\(label) has the state '\(state)', which dpkg does not know"))
        }
        if isInstalled, status[1] != "ok" {
            problems.append((.incompletePackage, "\(label) is marked \(status[1])"))
        }
        return problems
    }

    private func isLegalName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isLetterOrDigit else { return false }
        return name.utf8.allSatisfy { $0.isLetterOrDigit || "-+._".utf8.contains($0) }
    }
}
