/** Says of Express 4, installed under a name of its own, that it has the types of Express 5: for what is used here they are the same. */
declare module 'express4' {
  import express from 'express';

  export default express;
}
