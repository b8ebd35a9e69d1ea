package braid.training.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a run ended. */
public enum Status {
    /** Trained and evaluated. */
    @JsonProperty("done")
    DONE,

    /** Ended by an error, which the record names. */
    @JsonProperty("failed")
    FAILED
}
