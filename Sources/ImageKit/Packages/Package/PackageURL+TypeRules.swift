extension PackageURL {
    /// What the type definitions of the specification say beyond the rules for all types.
    struct TypeRules {
        let type: String

        /// Whether a package URL of this type without a namespace is invalid.
        var requiresNamespace: Bool { type == "swift" }

        func normalizeNamespace(_ namespace: String?) -> String? {
            switch type {
            case "alpm", "apk", "bitbucket", "composer", "deb", "github", "hex", "qpkg", "rpm", "vscode-extension":
                namespace?.lowercased()
            default: namespace
            }
        }

        func normalizeName(_ name: String) -> String {
            switch type {
            case "alpm", "apk", "bitbucket", "bitnami", "composer", "deb", "github", "hex", "oci", "otp",
                "vscode-extension":
                name.lowercased()
            case "pub": name.lowercased().replacing("-", with: "_")
            case "pypi": Package.Kind(rawValue: type).ecosystem.normalizedName(name)
            default: name
            }
        }

        func normalizeVersion(_ version: String) -> String {
            switch type {
            case "huggingface", "oci", "vscode-extension": version.lowercased()
            default: version
            }
        }
    }
}
