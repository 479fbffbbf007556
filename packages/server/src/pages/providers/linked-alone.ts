/** Where a link leads whose owner wants all other sessions ended with it: the journey brings it back from the form to the answer. */
export const linkedAlone = '/account/security?notice=provider-linked-others-ended';
