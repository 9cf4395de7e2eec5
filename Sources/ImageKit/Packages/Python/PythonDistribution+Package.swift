import ImageReading

extension PythonDistribution {
    /// Fills in what the record says of the package.
    func describe(in package: inout Package, site: PythonSite, environment: PythonEnvironment, tree: FileTree) {
        package.summary = metadata.value("summary").map(PythonDistribution.firstLine)
        package.homepage = homepage
        package.maintainer = maintainer
        package.locations = ([metadataNode] + (eggLink.map { [$0] } ?? [])).map { tree.path(of: $0).description }
        var fields = PythonFields()
        fields.normalizedName = normalizedName
        fields.environment = environment.root.description
        fields.interpreterVersion = environment.fullVersion
        fields.format = format.rawValue
        fields.installer = installer
        fields.isRequested = isRequested
        fields.requires =
            metadata.values("requires-dist").map(PythonDistribution.oneLine) + eggRequirements.requirements
        fields.requiresPython = metadata.value("requires-python")
        fields.extras = metadata.values("provides-extra")
        let named = Set(fields.extras)
        fields.extras += eggRequirements.extras.filter { !named.contains($0) }
        fields.licenseExpression = metadata.value("license-expression")
        fields.license = metadata.value("license")
        fields.classifiers = metadata.values("classifier")
        fields.directURL = origin?.url
        fields.revision = origin?.revision
        fields.archiveHashes = origin?.archiveHashes ?? [:]
        fields.isEditable = format == .eggLink || origin?.isEditable == true
        if format == .eggLink {
            fields.editableLocation = site.path.description
        } else if fields.isEditable {
            fields.editableLocation = editableLocation?.description
        }
        package.python = fields
    }

    /// `Home-page`, or the project URL that is labelled as one.
    private var homepage: String? {
        if let page = metadata.value("home-page") { return PythonDistribution.firstLine(page) }
        for url in metadata.values("project-url") {
            let parts = url.split(separator: ",", maxSplits: 1).map {
                String(decoding: $0.utf8.trimmingSpaces, as: UTF8.self)
            }
            guard parts.count == 2 else { continue }
            if ["homepage", "home-page", "home"].contains(parts[0].asciiLowercased) { return parts[1] }
        }
        return nil
    }

    private var maintainer: String? {
        let value = ["maintainer", "maintainer-email", "author", "author-email"].lazy.compactMap(metadata.value).first
        return value.map(PythonDistribution.firstLine)
    }

    private static func firstLine(_ text: String) -> String { text.split(separator: "\n").first.map(String.init) ?? "" }

    private static func oneLine(_ text: String) -> String { text.split(separator: "\n").joined(separator: " ") }
}
