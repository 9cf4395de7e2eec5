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
            case "pypi": PackageURL.normalizedPythonName(name)
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

    /// A Python project's name in lower case with each run of `-`, `_` and `.` as one `-` (PEP 503).
    static func normalizedPythonName(_ name: String) -> String {
        var result = String.UnicodeScalarView()
        var isInRun = false
        for scalar in name.lowercased().unicodeScalars {
            let isSeparator = scalar == "-" || scalar == "_" || scalar == "."
            if !isSeparator {
                result.append(scalar)
            } else if !isInRun {
                result.append("-")
            }
            isInRun = isSeparator
        }
        return String(result)
    }
}
