import ImagePackages

/// License expressions as the validators of SPDX 2.3 take them.
///
/// `OPL-1.0+` is valid (annex D.3), but the tools of the SPDX project know the `+` of the GNU licenses alone. So it is written
/// as what it means: `OPL-1.0 OR LicenseRef-later-versions-of-OPL-1.0`.
enum SPDXExpression {
    static func text(_ expression: LicenseExpression) -> String {
        let written = expression.mapping { term in
            guard term.allowsLaterByPlus, let first = LicenseTerm(term.identifier, exception: term.exception) else {
                return .license(term)
            }
            return .any([.license(first), .license(later(term))])
        }
        return (written ?? expression).description
    }

    /// The licenses that stand for later versions of those that the packages of a bill name with a `+`, by identifier.
    static func laterVersions(in bill: SoftwareBill) -> [SoftwareBill.LicenseText] {
        let terms = Set(bill.packages.compactMap(\.license?.expression).flatMap(\.terms).filter(\.allowsLaterByPlus))
        let texts = Set(
            terms.map { term in
                SoftwareBill.LicenseText(
                    identifier: later(term).identifier, name: "Later versions of \(term.identifier)",
                    text: "Any later version of the license \(term.identifier).")
            })
        return texts.sorted { $0.identifier < $1.identifier }
    }

    private static func later(_ term: LicenseTerm) -> LicenseTerm {
        LicenseTerm(reference: "later-versions-of-\(term.identifier)")
    }
}
