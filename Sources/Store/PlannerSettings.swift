/// How batches are planned against tables.
public enum PlannerSettings {
  /// For statements that join a batch of keys with tables: each key is looked up by its index, whatever the statistics
  /// of the moment say. A plan made while the tables were small would otherwise read them whole when they are large.
  public static let lookUpByIndex = [
    "enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off", "jit": "off",
    "plan_cache_mode": "force_generic_plan",
  ]
}
