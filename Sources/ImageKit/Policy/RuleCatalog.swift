import ImageLedger
import ImagePackages
import ImageReading

/// Every rule there is.
///
/// A new one is a line here.
public enum RuleCatalog {
    /// The rules, in the order in which they are listed.
    public static let rules: [any Rule.Type] = [
        // Hardening
        NonRootUserRule.self, HealthcheckRule.self, SetuidRule.self, SecretsRule.self, LoneUpdateRule.self,
        AddRule.self, SudoRule.self, DistributionUpgradeRule.self, ApkCacheRule.self, AptCachesRule.self,
        UnneededPackagesRule.self, VerifiedPackagesRule.self, ContentTrustRule.self, SignedArtifactsRule.self,
        VolumesRule.self, LatestTagRule.self, EmptyPasswordsRule.self, UniqueAccountsRule.self,
        WorldWritableRule.self, StrayFilesRule.self,
        // Where it comes from, and what is newer
        LicensesRule.self, FixableVulnerabilitiesRule.self, HighProfileVulnerabilitiesRule.self,
        VulnerabilityFixedRule.self, ResponseTimeRule.self, SupportedReleaseRule.self,
        OutstandingUpgradesRule.self, ApprovedBaseImageRule.self, CurrentBaseImageRule.self, AttestationsRule.self,
        // Claims
        PackageAbsentRule.self, PackagePresentRule.self, PackageVersionRule.self,
        CommandAbsentRule.self, CommandPresentRule.self,
        UserRule.self, OwnershipRule.self,
        PathAbsentRule.self, PathPresentRule.self,
        LabelRule.self, EnvironmentRule.self, PortsRule.self, CommandLineRule.self,
        SizeRule.self, LayersRule.self, FewerPackagesRule.self, SmallerRule.self,
        NoAptListsRule.self, NoPipCacheRule.self, PackagesPinnedRule.self,
        BaseImageRule.self, SlimBaseRule.self, CreationDateRule.self,
        HistoryCommandRule.self, HistoryInstructionRule.self, CopyOwnerRule.self, MultiStageRule.self,
        UndecidableRule.self,
    ]

    /// The rule of a name; nil where there is none.
    public static func rule(named name: String) -> (any Rule.Type)? { byName[name] }

    private static let byName = Dictionary(
        rules.map { ($0.documentation.id, $0) }, uniquingKeysWith: { first, _ in first })

    /// The rule whose name is most like a text; nil where none comes near.
    static func nearest(to text: String) -> String? { TextDistance.nearest(to: text, among: byName.keys) }
}
