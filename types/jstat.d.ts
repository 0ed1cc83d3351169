/** The part of `jstat` that is used; the package ships no types. */
declare const jstat: {
  readonly jStat: {
    readonly studentt: {
      /** P(T <= t) of Student's t distribution. */
      cdf(t: number, degreesOfFreedom: number): number;
      /** The t of which P(T <= t) is p. */
      inv(p: number, degreesOfFreedom: number): number;
    };
  };
};

export default jstat;
